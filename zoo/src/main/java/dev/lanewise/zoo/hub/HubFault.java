package dev.lanewise.zoo.hub;

import java.io.IOException;

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

    HubFault(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }
}
