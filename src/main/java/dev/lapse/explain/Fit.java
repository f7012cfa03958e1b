package dev.lapse.explain;

/** How something measured compares with what the configuration predicts. */
public enum Fit {
    WITHIN,
    /** Longer than predicted, also with all that its resolution leaves open. */
    ABOVE,
    /** Shorter than predicted, also with all that its resolution leaves open: the fault probably did not bite. */
    BELOW,
    /** Nothing predicts it. */
    NO_FORMULA
}
