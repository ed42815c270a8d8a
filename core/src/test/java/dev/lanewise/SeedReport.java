package dev.lanewise;

import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/** Adds the seed to every failure of a class that has drawn random numbers. JUnit finds it as a service. */
public final class SeedReport implements BeforeAllCallback, InvocationInterceptor {
    /** What a stack trace shows as suppressed. */
    private static final class Seeded extends Exception {
        private static final long serialVersionUID = 1;

        Seeded() {
            super("random numbers followed from -D" + Seeds.PROPERTY + "=" + Seeds.seed(), null, false, false);
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        Seeds.forgetUse();
    }

    @Override
    public void interceptTestMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> method,
            ExtensionContext context) throws Throwable {
        proceed(invocation);
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> method,
            ExtensionContext context) throws Throwable {
        proceed(invocation);
    }

    @Override
    public void interceptDynamicTest(
            Invocation<@Nullable Void> invocation, DynamicTestInvocationContext test, ExtensionContext context)
            throws Throwable {
        proceed(invocation);
    }

    /** Runs a test, and adds the seed to what it throws. */
    static void proceed(Invocation<@Nullable Void> test) throws Throwable {
        try {
            test.proceed();
        } catch (Throwable failure) { // errors of assertions among them
            if (Seeds.used()) {
                failure.addSuppressed(new Seeded());
            }
            throw failure;
        }
    }
}
