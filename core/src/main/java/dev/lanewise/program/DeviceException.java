package dev.lanewise.program;

/**
 * There is no device to run programs on, or it has refused to; the message says in one sentence why. It is a property
 * of the machine: what a program asks for wrongly is an {@link IllegalArgumentException} here as elsewhere.
 */
public class DeviceException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** With what was to be done, where, and why it is not. */
    public DeviceException(String message) {
        super(message);
    }

    /** With its cause. */
    public DeviceException(String message, Throwable cause) {
        super(message, cause);
    }
}
