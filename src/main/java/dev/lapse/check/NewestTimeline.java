package dev.lapse.check;

/** The newest timeline on which anything was acknowledged, or a node said that it is writable, so far. */
final class NewestTimeline implements Fold {
    private int newest;

    @Override
    public void ended(LaneLog log, Sample sample) {
        if (Writability.isClaim(log, sample)) {
            newest = Math.max(newest, sample.timeline());
        }
    }

    /** Whether the answer is a primary's that has been replaced. One that does not tell its timeline is not. */
    boolean isOld(Sample sample) {
        return sample.timeline() != 0 && sample.timeline() < newest;
    }
}
