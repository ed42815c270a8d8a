package dev.lanewise.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Values that no cell can reach any more are let go. */
class MemoryTest {
    private static Session session;

    @BeforeAll
    static void open() {
        session = new Session();
    }

    @AfterAll
    static void close() {
        session.close();
    }

    private static WeakReference<Object> value(String source) {
        return new WeakReference<>(((Event.Result) session.evaluate(source).getLast()).value());
    }

    private static boolean isLetGo(WeakReference<Object> value) throws InterruptedException {
        Instant end = Instant.now().plus(Duration.ofSeconds(10));
        while (value.get() != null && Instant.now().isBefore(end)) {
            System.gc();
            Thread.sleep(20);
        }
        return value.get() == null;
    }

    @Test
    void onlyTheLastFewValuesOfExpressionsAreKept() throws InterruptedException {
        WeakReference<Object> old = value("new float[10_000]");
        assertThat(old.get()).isNotNull();
        for (int i = 0; i < Variables.KEPT - 1; i++) {
            session.evaluate("new Object()");
        }
        System.gc();
        assertThat(old.get()).isNotNull();
        session.evaluate("new Object()");
        assertThat(isLetGo(old)).isTrue();
    }

    @Test
    void aVariableThatIsDeclaredAgainLetsItsOldValueGo() throws InterruptedException {
        session.evaluate("var data = new float[10_000];");
        WeakReference<Object> old = value("data");
        session.evaluate("var data = new float[10_000];");
        assertThat(isLetGo(old)).isTrue();
    }

    @Test
    void anObjectOfAClassThatIsDeclaredAgainIsLetGo() throws InterruptedException {
        session.evaluate("class Net { int a; }\nvar net = new Net();");
        WeakReference<Object> old = value("net");
        session.evaluate("class Net { int a, b; }\nvar net = new Net();");
        assertThat(isLetGo(old)).isTrue();
    }
}
