package dev.lapse.history;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/**
 * One thing that happened in a run. Times are nanoseconds of the harness's monotonic clock since the run began; the
 * one wall-clock time is in {@link RunStarted}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "event")
@JsonSubTypes({
    @JsonSubTypes.Type(value = RunStarted.class, name = "run-started"),
    @JsonSubTypes.Type(value = ClusterReady.class, name = "cluster-ready"),
    @JsonSubTypes.Type(value = Expected.class, name = "expected"),
    @JsonSubTypes.Type(value = LaneOpened.class, name = "lane-opened"),
    @JsonSubTypes.Type(value = LaneClosed.class, name = "lane-closed"),
    @JsonSubTypes.Type(value = Attempt.class, name = "attempt"),
    @JsonSubTypes.Type(value = PoolSeen.class, name = "pool"),
    @JsonSubTypes.Type(value = LoadSeen.class, name = "load"),
    @JsonSubTypes.Type(value = StepStarted.class, name = "step-started"),
    @JsonSubTypes.Type(value = StepEnded.class, name = "step-ended"),
    @JsonSubTypes.Type(value = FaultSeen.class, name = "fault"),
    @JsonSubTypes.Type(value = PhaseReached.class, name = "phase"),
    @JsonSubTypes.Type(value = SteadySeen.class, name = "steady"),
    @JsonSubTypes.Type(value = ObserverOpened.class, name = "observer-opened"),
    @JsonSubTypes.Type(value = ObserverClosed.class, name = "observer-closed"),
    @JsonSubTypes.Type(value = PatroniSeen.class, name = "patroni"),
    @JsonSubTypes.Type(value = LeaderSeen.class, name = "leader"),
    @JsonSubTypes.Type(value = LeaseSeen.class, name = "lease"),
    @JsonSubTypes.Type(value = LeaseRenewed.class, name = "lease-renewed"),
    @JsonSubTypes.Type(value = StatusWritten.class, name = "status-written"),
    @JsonSubTypes.Type(value = StoreSeen.class, name = "store"),
    @JsonSubTypes.Type(value = SyncSeen.class, name = "sync"),
    @JsonSubTypes.Type(value = HaproxySeen.class, name = "haproxy"),
    @JsonSubTypes.Type(value = PoolerSeen.class, name = "pooler"),
    @JsonSubTypes.Type(value = LogSeen.class, name = "log"),
    @JsonSubTypes.Type(value = AddressSeen.class, name = "address"),
    @JsonSubTypes.Type(value = ObserverBlind.class, name = "observer-blind"),
    @JsonSubTypes.Type(value = RejoinSeen.class, name = "rejoin"),
    @JsonSubTypes.Type(value = RejoinLogRead.class, name = "rejoin-log"),
    @JsonSubTypes.Type(value = FinalRead.class, name = "final-read"),
    @JsonSubTypes.Type(value = DataGaps.class, name = "data-gaps"),
    @JsonSubTypes.Type(value = ClockSeen.class, name = "clock"),
    @JsonSubTypes.Type(value = CopiedAside.class, name = "copied-aside"),
    @JsonSubTypes.Type(value = Salvaged.class, name = "salvaged"),
    @JsonSubTypes.Type(value = TablesCompared.class, name = "tables-compared"),
    @JsonSubTypes.Type(value = EngineLost.class, name = "engine-lost"),
    @JsonSubTypes.Type(value = PressureSeen.class, name = "pressure"),
    @JsonSubTypes.Type(value = Trouble.class, name = "trouble"),
    @JsonSubTypes.Type(value = RunEnded.class, name = "run-ended")
})
public sealed interface Event
        permits RunStarted,
                ClusterReady,
                Expected,
                LaneOpened,
                LaneClosed,
                Attempt,
                PoolSeen,
                LoadSeen,
                StepStarted,
                StepEnded,
                FaultSeen,
                PhaseReached,
                SteadySeen,
                ObserverOpened,
                ObserverClosed,
                PatroniSeen,
                LeaderSeen,
                LeaseSeen,
                LeaseRenewed,
                StatusWritten,
                StoreSeen,
                SyncSeen,
                HaproxySeen,
                PoolerSeen,
                LogSeen,
                AddressSeen,
                ObserverBlind,
                RejoinSeen,
                RejoinLogRead,
                FinalRead,
                DataGaps,
                ClockSeen,
                CopiedAside,
                Salvaged,
                TablesCompared,
                EngineLost,
                PressureSeen,
                Trouble,
                RunEnded {
    /** When it was known; for an attempt, when it completed. */
    long atNanos();
}
