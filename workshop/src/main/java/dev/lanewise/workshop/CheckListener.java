package dev.lanewise.workshop;

import dev.lanewise.workshop.Event.Kind;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/** Makes events of what JUnit tells. */
final class CheckListener implements TestExecutionListener {
    private final Channel channel;
    private final Watch watch;
    private final Map<String, Integer> numbers = new LinkedHashMap<>();
    private final Set<Integer> open = new LinkedHashSet<>();
    private @Nullable TestPlan plan;

    CheckListener(Channel channel, Watch watch) {
        this.channel = channel;
        this.watch = watch;
    }

    @Override
    public void testPlanExecutionStarted(TestPlan all) {
        plan = all;
        all.getRoots().forEach(root -> announce(all, root));
    }

    private void announce(TestPlan all, TestIdentifier parent) {
        for (TestIdentifier child : all.getChildren(parent)) {
            if (child.isTest()) {
                number(child);
            }
            announce(all, child);
        }
    }

    private int number(TestIdentifier test) {
        Integer known = numbers.get(test.getUniqueId());
        if (known != null) {
            return known;
        }
        int number = numbers.size();
        numbers.put(test.getUniqueId(), number);
        open.add(number);
        channel.send(Kind.PLANNED, number, test.getDisplayName(), "");
        return number;
    }

    @Override
    public void executionStarted(TestIdentifier test) {
        int number = test.isTest() ? number(test) : open.stream().findFirst().orElse(-1);
        watch.moved(number);
        if (test.isTest()) {
            channel.send(Kind.STARTED, number, "", "");
        }
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        Throwable thrown = result.getThrowable().orElse(null);
        if (test.isTest()) {
            int number = number(test);
            if (thrown == null) {
                open.remove(number);
                channel.send(Kind.PASSED, number, "", "");
            } else {
                fail(number, thrown);
            }
        } else if (thrown != null) { // what all checks of a class need has failed
            TestPlan all = plan;
            if (all != null) {
                all.getDescendants(test).stream().filter(TestIdentifier::isTest).map(this::number)
                        .filter(open::contains).sorted().toList().forEach(number -> fail(number, thrown));
            }
        }
        watch.moved(open.stream().findFirst().orElse(-1));
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        if (test.isTest()) {
            int number = number(test);
            open.remove(number);
            channel.send(Kind.FAILED, number, "it was not run: " + reason, "");
        }
    }

    /** All checks that have no result yet fail for the same reason. */
    void failRest(Throwable thrown) {
        if (numbers.isEmpty()) {
            channel.send(Kind.PLANNED, 0, "the checks can be run", "");
            fail(0, thrown);
        }
        for (int number : Set.copyOf(open)) {
            fail(number, thrown);
        }
    }

    private void fail(int number, Throwable thrown) {
        open.remove(number);
        Throwable root = Failure.root(thrown);
        channel.send(
                root instanceof Hole ? Kind.HOLE : Kind.FAILED, number, Failure.sentence(root),
                root instanceof Hole ? Failure.place(root.getStackTrace()) : Failure.place(root));
    }
}
