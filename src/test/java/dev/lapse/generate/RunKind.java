package dev.lapse.generate;

/** The runs that there are to choose from. */
enum RunKind {
    CALM {
        @Override
        GeneratedRun run(long seed) {
            return GeneratedRun.calm(seed);
        }
    },
    NETWORK_LOSS {
        @Override
        GeneratedRun run(long seed) {
            return GeneratedRun.networkLoss(seed);
        }
    },
    NETWORK_LOSS_OF_TWO {
        @Override
        GeneratedRun run(long seed) {
            return GeneratedRun.networkLossOfTwo(seed);
        }
    },
    CRASH {
        @Override
        GeneratedRun run(long seed) {
            return GeneratedRun.crash(seed);
        }
    };

    abstract GeneratedRun run(long seed);
}
