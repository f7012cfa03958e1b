package dev.lapse.history;

/**
 * An observer ends. Histories of before it was recorded have none.
 *
 * @param lookedNanos when it last saw how things stood, whether or not they had changed
 * @param recorded how many events it recorded in all
 */
public record ObserverClosed(long atNanos, String observer, long lookedNanos, long recorded) implements Event {}
