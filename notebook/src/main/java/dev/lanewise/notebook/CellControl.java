package dev.lanewise.notebook;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import jdk.jshell.execution.DirectExecutionControl;
import org.jspecify.annotations.Nullable;

/**
 * Runs the snippets of cells in this JVM, on the thread that evaluates, and keeps what JShell would turn into text: the
 * value, the exception, and where a variable lives.
 */
final class CellControl extends DirectExecutionControl {
    private final Interrupts interrupts;
    private @Nullable Object value;
    private @Nullable Throwable thrown;
    private @Nullable String broken;
    private @Nullable Field variable;

    CellControl(CellLoader loader, Interrupts interrupts) {
        super(loader);
        this.interrupts = interrupts;
    }

    @Override
    public String invoke(String className, String methodName)
            throws RunException, InternalException, EngineTerminationException {
        try {
            return super.invoke(className, methodName);
        } catch (InternalException e) { // JShell says nothing of these
            broken = e.getMessage();
            throw e;
        }
    }

    @Override
    protected String invoke(Method snippet) throws Exception {
        value = snippet.invoke(null);
        return ""; // whoever shows values shows the value itself
    }

    /** Called for a variable only to learn where it lives; see {@link Variables}. */
    @Override
    public String varValue(String className, String name) {
        try {
            Field field = findClass(className).getDeclaredField(name);
            field.setAccessible(true);
            variable = field;
        } catch (ReflectiveOperationException | LinkageError e) {
            variable = null; // its class never came into being
        }
        return "";
    }

    @Override
    protected String throwConvertedInvocationException(Throwable cause) throws RunException, InternalException {
        thrown = cause;
        try {
            return super.throwConvertedInvocationException(cause);
        } catch (StopSwitch.Stop e) {
            throw e;
        } catch (RuntimeException | Error e) { // its message throws, or it is its own cause
            throw new UserException("its message and causes cannot be shown", cause.getClass().getName(),
                    cause.getStackTrace());
        }
    }

    @Override
    protected void clientCodeEnter() {
        interrupts.enter();
    }

    @Override
    protected void clientCodeLeave() {
        interrupts.leave();
    }

    /** The value of the last snippet; it is not kept any longer. */
    @Nullable
    Object takeValue() {
        Object taken = value;
        value = null;
        return taken;
    }

    /** What the last snippet threw; it is not kept any longer. */
    @Nullable
    Throwable takeThrown() {
        Throwable taken = thrown;
        thrown = null;
        return taken;
    }

    /** Why the last snippet could not be started at all; null if it could. */
    @Nullable
    String takeBroken() {
        String taken = broken;
        broken = null;
        return taken;
    }

    /** The variable that was asked for last. */
    @Nullable
    Field takeVariable() {
        Field taken = variable;
        variable = null;
        return taken;
    }
}
