package dev.lapse.fault;

import dev.lapse.cluster.Links.ProxiedLink;
import java.util.function.Supplier;

/** Makes the fault that a spec names. */
final class Faults {
    private Faults() {}

    /** @param clientLink the proxy of the clients' link, for the faults that cut it */
    static Fault of(FaultSpec spec, Supplier<ProxiedLink> clientLink) {
        return switch (FaultName.of(spec.fault())) {
            case CRASH -> new Crash();
            case STOP -> new Stop();
            case POWER_LOSS -> new PowerLoss(spec.flavour());
            case PAUSE -> new Pause();
            case KILL -> new Kill(spec);
            case FREEZE -> new Freeze(spec);
            case ETCD_MEMBER_LOSS, QUORUM_LOSS -> new EtcdLoss(spec);
            case MOVE_LEADER -> new MoveLeader();
            case NOSPACE -> new NoSpace();
            case SLOW_DCS -> new SlowDcs(spec);
            case SWITCHOVER -> new Switchover();
            case RESTART -> new Restart();
            case REINITIALIZE -> new Reinitialize();
            case PATRONI_PAUSE -> new PatroniPause();
            case NETWORK_LOSS -> spec.flavour().equals("disconnect") ? new Disconnect() : new InterfaceDown();
            case REFUSE -> ClientCut.refuse(clientLink.get());
            case BLACKHOLE -> ClientCut.blackhole(clientLink.get());
        };
    }
}
