package dev.lanewise.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The scopes that switch recording off and on. */
@Tag("quick")
class GradModeTest {
    private static boolean records() {
        return Tensor.of(1f).requiresGrad(true).mul(2f).requiresGrad();
    }

    @Test
    void recordingIsOnByDefaultAndOffInsideTheScope() {
        assertThat(records()).isTrue();
        try (GradMode.Scope _ = GradMode.noGrad()) {
            assertThat(GradMode.isEnabled()).isFalse();
            assertThat(records()).isFalse();
        }
        assertThat(records()).isTrue();
    }

    @Test
    void scopesNest() {
        try (GradMode.Scope _ = GradMode.noGrad()) {
            try (GradMode.Scope _ = GradMode.enableGrad()) {
                assertThat(records()).isTrue();
                try (GradMode.Scope _ = GradMode.noGrad()) {
                    assertThat(records()).isFalse();
                }
                assertThat(records()).isTrue();
            }
            assertThat(records()).isFalse();
        }
        assertThat(records()).isTrue();
    }

    @Test
    void anExceptionEndsTheScope() {
        assertThatIllegalStateException().isThrownBy(() -> {
            try (GradMode.Scope _ = GradMode.noGrad()) {
                throw new IllegalStateException("inside");
            }
        });
        assertThat(GradMode.isEnabled()).isTrue();
    }

    @Test
    void closingTwiceDoesNothing() {
        GradMode.Scope outer = GradMode.noGrad();
        outer.close();
        try (GradMode.Scope _ = GradMode.noGrad()) {
            outer.close();
            assertThat(GradMode.isEnabled()).isFalse();
        }
        assertThat(GradMode.isEnabled()).isTrue();
    }

    @Test
    void otherThreadsAreNotAffected() {
        try (GradMode.Scope _ = GradMode.noGrad()) {
            assertThat(
                    CompletableFuture.supplyAsync(GradModeTest::records, command -> new Thread(command).start()).join())
                    .isTrue();
        }
    }

    @Test
    void onlyTheThreadThatOpenedAScopeClosesIt() throws InterruptedException {
        AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
        try (GradMode.Scope scope = GradMode.noGrad()) {
            Thread thread = new Thread(scope::close);
            thread.setUncaughtExceptionHandler((_, e) -> thrown.set(e));
            thread.start();
            thread.join();
            assertThat(GradMode.isEnabled()).isFalse();
        }
        assertThat(thrown.get()).isInstanceOf(IllegalStateException.class)
                .hasMessage("a grad mode scope was closed by another thread than the one that opened it");
        assertThat(GradMode.isEnabled()).isTrue();
    }

    @Test
    void aLeafMadeInsideCanBeToldToRequireAGradient() {
        try (GradMode.Scope _ = GradMode.noGrad()) {
            Tensor x = Tensor.of(1f).mul(2f).requiresGrad(true);
            assertThat(x.requiresGrad()).isTrue();
            assertThat(x.isLeaf()).isTrue();
        }
    }

    @Test
    void scopesAreClosedInnermostFirst() {
        GradMode.Scope outer = GradMode.noGrad();
        GradMode.Scope inner = GradMode.noGrad();
        assertThatIllegalStateException().isThrownBy(outer::close)
                .withMessage("a grad mode scope was closed out of order: a scope opened after it is still open");
        assertThat(GradMode.isEnabled()).isFalse();
        inner.close();
        outer.close();
        assertThat(GradMode.isEnabled()).isTrue();
    }
}
