package dev.lanewise.zoo.hub;

import java.io.IOException;
import java.time.Duration;

/** The hub has not given what it was asked for. */
final class HubFault extends IOException {
    private static final long serialVersionUID = 1L;

    /** What to do about it. */
    enum Kind {
        /** Nobody answers: what is in the cache will do. */
        UNREACHABLE,
        /** It may go well the next time. */
        BROKEN,
        /** It will not. */
        REFUSED
    }

    private final Kind kind;

    /** How long the hub asks to be left alone; zero where it does not say. */
    private final Duration pause;

    HubFault(Kind kind, String message) {
        this(kind, message, Duration.ZERO);
    }

    HubFault(Kind kind, String message, Duration pause) {
        super(message);
        this.kind = kind;
        this.pause = pause;
    }

    Kind kind() {
        return kind;
    }

    Duration pause() {
        return pause;
    }
}
