package dev.lanewise.bench.worker;

/** Somebody who can do pieces of work: a library, or the machine itself. */
@FunctionalInterface
public interface Engine {
    /**
     * Prepares a piece of work.
     *
     * @throws UnsupportedOperationException if this engine does not do such work; the message is a sentence
     */
    Work open(Task task);
}
