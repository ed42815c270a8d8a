package dev.lanewise.gpu.opencl;

import dev.lanewise.program.DeviceException;

/** OpenCL is not there, or has refused a call; the message says which, on what and why. */
public final class OpenClException extends DeviceException {
    private static final long serialVersionUID = 1;

    private final int status;

    public OpenClException(String message) {
        super(message);
        this.status = 0;
    }

    /**
     * A call that was refused.
     *
     * @param what what was to be done, such as {@code allocating 4096 bytes on Tesla T4}
     * @param status what the call returned
     */
    OpenClException(String what, int status) {
        super(what + ": " + Status.describe(status));
        this.status = status;
    }

    /** What has become of an earlier fault. */
    public OpenClException(String message, Throwable cause) {
        super(message, cause);
        this.status = cause instanceof OpenClException other ? other.status : 0;
    }

    /** The same, with words before it that say where it has happened. */
    public OpenClException in(String where) {
        return new OpenClException(where + ": " + getMessage(), this);
    }

    /** What the call returned; 0 if there was none. */
    public int status() {
        return status;
    }
}
