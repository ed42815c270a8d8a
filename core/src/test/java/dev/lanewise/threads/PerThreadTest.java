package dev.lanewise.threads;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.ChildJvm;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PerThreadTest {
    @Test
    void eachThreadHasItsOwnValueAndKeepsIt() throws InterruptedException {
        PerThread<AtomicInteger> counters = new PerThread<>(AtomicInteger::new);
        counters.get().set(1);
        List<Integer> seen = new ArrayList<>();
        Thread other = new Thread(() -> {
            seen.add(counters.get().get());
            counters.get().set(2);
            System.gc();
            seen.add(counters.get().get());
        });
        other.start();
        other.join();
        System.gc();
        assertThat(seen).containsExactly(0, 2);
        assertThat(counters.get()).hasValue(1);
    }

    @Test
    void aClassLoaderThatLoadedTheLibraryCanBeCollectedAfterUse() throws Exception {
        List<String> options = List.of(
                "--add-modules", "jdk.incubator.vector", "-Xmx256m", "-XX:SoftRefLRUPolicyMSPerMB=0");
        assertThat(ChildJvm.run(options, LoadAndDrop.class)).containsExactly("collected 2 of 2");
    }
}
