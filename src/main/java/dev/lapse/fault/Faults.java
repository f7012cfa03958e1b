package dev.lapse.fault;

/** Makes the fault that a spec names. */
final class Faults {
    private Faults() {}

    /** @param spec of a fault that hits hosts one by one; what hits links, a host's too, or groups, its aim makes */
    static Fault of(FaultSpec spec) {
        return switch (spec.fault()) {
            case CRASH -> new Crash();
            case STOP -> new Stop();
            case POWER_LOSS -> new PowerLoss(spec.flavour());
            case PAUSE -> new Pause();
            case KILL -> new Kill(spec);
            case FREEZE -> new Freeze(spec);
            case ETCD_MEMBER_LOSS, QUORUM_LOSS -> new EtcdLoss(spec);
            case MOVE_LEADER -> new EtcdMoveLeader(spec);
            case NOSPACE -> new EtcdNoSpace();
            case SLOW_DCS -> new EtcdSlow(spec);
            case SWITCHOVER -> new Switchover(spec);
            case RESTART -> new Restart(spec);
            case REINITIALIZE -> new Reinitialize(spec);
            case PATRONI_PAUSE -> new PatroniPause(spec);
            case NETWORK_LOSS ->
                switch (spec.flavour()) {
                    case "disconnect" -> new Disconnect();
                    case "drop" -> new PacketDrop(spec);
                    case "cable-pulled" -> new CablePulled();
                    case "interface-down" -> new InterfaceDown();
                    default ->
                        throw new IllegalArgumentException(spec.flavour() + " hits links, and no host by itself");
                };
            case ONE_WAY_LOSS -> new OneWayLoss(spec);
            case PACKET_LOSS -> new PacketLoss(spec);
            case PARTITION, LINK_LOSS, LATENCY, BANDWIDTH, RESET, TIMEOUT, STALL, SLOW_CLOSE, REFUSE, BLACKHOLE ->
                throw new IllegalArgumentException(spec.fault() + " hits no host by itself");
        };
    }
}
