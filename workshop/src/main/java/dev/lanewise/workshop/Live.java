package dev.lanewise.workshop;

/** Is told what happens while checks are run. */
interface Live {
    /** Nobody wants to know. */
    Live SILENT = new Live() {
        @Override
        public void finished(Check check) {}

        @Override
        public void printed(String line) {}
    };

    /** It is known whose classes stand for the earlier chapters. */
    default void prepared() {}

    /** A check has a result. */
    void finished(Check check);

    /** The exercise has printed a line. */
    void printed(String line);
}
