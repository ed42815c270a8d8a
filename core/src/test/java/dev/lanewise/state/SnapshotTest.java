package dev.lanewise.state;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.lanewise.program.Program;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("quick")
class SnapshotTest {
    /** One piece of every kind. */
    private static final class Everything implements Stateful {
        final Tensor tensor;
        @Nullable
        Tensor maybe;
        long number;
        double real;
        boolean flag;
        String text;
        long[] numbers;
        int[] ints;
        final Object setting;
        int restored;

        Everything(int seed, Object setting) {
            this.tensor = Tensor.full(seed, 2, 3);
            this.number = (long) seed << 40;
            this.real = seed / 3.0;
            this.flag = seed % 2 == 1;
            this.text = "text " + seed;
            this.numbers = new long[] {seed, Long.MIN_VALUE};
            this.ints = new int[] {seed, -seed, Integer.MAX_VALUE};
            this.setting = setting;
        }

        @Override
        public void state(State state) {
            state.tensor("tensor", tensor);
            maybe = state.optional("maybe", Shape.of(2), maybe);
            number = state.number("number", number);
            real = state.real("real", real);
            flag = state.flag("flag", flag);
            text = state.text("text", text);
            numbers = state.numbers("numbers", numbers);
            ints = state.ints("ints", ints);
            state.setting("setting", setting);
        }

        @Override
        public void restored() {
            restored++;
        }

        void assertIs(int seed) {
            assertThat(tensor).hasBitsOf(Tensor.full(seed, 2, 3));
            assertThat(number).isEqualTo((long) seed << 40);
            assertThat(real).isEqualTo(seed / 3.0);
            assertThat(flag).isEqualTo(seed % 2 == 1);
            assertThat(text).isEqualTo("text " + seed);
            assertThat(numbers).containsExactly(seed, Long.MIN_VALUE);
            assertThat(ints).containsExactly(seed, -seed, Integer.MAX_VALUE);
        }
    }

    @Test
    void everyKindOfStateComesBack() {
        Everything saved = new Everything(1, 5);
        saved.maybe = Tensor.of(7f, 8f);
        Snapshot snapshot = Snapshot.take(Map.of("a", saved));
        Everything other = new Everything(2, 5);
        snapshot.restore(Map.of("a", other));
        other.assertIs(1);
        assertThat(other.maybe).hasBitsOf(Tensor.of(7f, 8f));
        assertThat(other.restored).isEqualTo(1);
        assertThat(saved.restored).isZero();
    }

    @Test
    void aTensorThatIsNotThereIsNotThereAgain() {
        Everything other = new Everything(2, 5);
        other.maybe = Tensor.of(7f, 8f);
        Snapshot.take(Map.of("a", new Everything(1, 5))).restore(Map.of("a", other));
        assertThat(other.maybe).isNull();
    }

    @Test
    void aSnapshotIsACopyAndAViewIsNot() {
        Everything saved = new Everything(1, 5);
        Snapshot taken = Snapshot.take(Map.of("a", saved));
        Snapshot view = Snapshot.view(Map.of("a", saved));
        saved.tensor.assign(Tensor.full(9, 2, 3));
        assertThat(taken.tensors().get("a.tensor")).hasBitsOf(Tensor.full(1, 2, 3));
        assertThat(view.tensors().get("a.tensor")).hasBitsOf(Tensor.full(9, 2, 3));
    }

    @Test
    void whatWasRestoredSharesNothingWithTheSnapshot() {
        Everything saved = new Everything(1, 5);
        saved.maybe = Tensor.of(7f, 8f);
        Snapshot snapshot = Snapshot.take(Map.of("a", saved));
        snapshot.restore(Map.of("a", saved));
        saved.tensor.assign(Tensor.full(9, 2, 3));
        saved.maybe.assign(Tensor.of(0f, 0f));
        snapshot.restore(Map.of("a", saved));
        saved.assertIs(1);
        assertThat(saved.maybe).hasBitsOf(Tensor.of(7f, 8f));
    }

    @Test
    void partsHavePathsAndMayBeRestoredAlone() {
        Stateful both = state -> {
            state.part("left", new Everything(1, 5));
            state.part("right", RandomSource.at(3, 4, 5));
        };
        Snapshot snapshot = Snapshot.take(Map.of("both", both, "more", RandomSource.seed(9)));
        assertThat(snapshot.texts()).containsEntry("both.right.stream", "4").containsEntry("more.seed", "9")
                .containsEntry("both.left.numbers", "1," + Long.MIN_VALUE);
        assertThat(snapshot.names()).contains("both.left.tensor", "both.left.ints").doesNotContain("both.left.maybe");
        assertThat(snapshot).hasToString("Snapshot(1 tensors of 6 elements, 13 other pieces)");
        RandomSource more = RandomSource.seed(1);
        snapshot.only("more").restore(Map.of("more", more));
        assertThat(more.seed()).isEqualTo(9);
    }

    @Test
    void everyDifferenceIsNamedAndNothingIsChanged() {
        Map<String, String> texts = new HashMap<>(Snapshot.take(Map.of("a", new Everything(1, 6))).texts());
        texts.remove("a.text");
        texts.put("a.number", "1.5");
        texts.put("a.real", "one");
        texts.put("a.flag", "yes");
        texts.put("a.numbers", "1,,2");
        texts.put("b.x", "1");
        Snapshot wrong = new Snapshot(
                Map.of("a.tensor", Tensor.zeros(3, 2), "a.maybe", Tensor.zeros(3), "a.more", Tensor.zeros(1)),
                Map.of(), texts);
        Everything whole = new Everything(2, 5);
        assertThatIllegalArgumentException().isThrownBy(() -> wrong.restore(Map.of("a", whole)))
                .withMessage("""
                        the state does not fit, and nothing is changed: 11 differences:
                          "a.tensor" has shape [3, 2], expected [2, 3]
                          "a.maybe" has shape [3], expected [2]
                          "a.number" is "1.5", expected a whole number
                          "a.real" is "one", expected a number
                          "a.flag" is "yes", expected true or false
                          "a.text" is missing
                          "a.numbers" is "1,,2", expected whole numbers
                          "a.ints" is missing
                          "a.setting" was 6 and is now 5
                          "a.more" is unknown
                          "b.x" is unknown""");
        whole.assertIs(2);
        assertThat(whole.restored).isZero();
    }

    @Test
    void whatIsThereInAnotherKindIsReportedAsSuch() {
        Everything whole = new Everything(2, 5);
        Map<String, String> texts = new HashMap<>(Snapshot.take(Map.of("a", whole)).texts());
        texts.remove("a.number");
        texts.put("a.tensor", "1");
        texts.put("a", "1");
        Snapshot wrong = new Snapshot(Map.of("a.number", Tensor.zeros(1), "a.ints", Tensor.zeros(1)), Map.of(), texts);
        assertThatIllegalArgumentException().isThrownBy(() -> wrong.restore(Map.of("a", whole)))
                .withMessageContainingAll("4 differences", "\"a.number\" is a tensor, expected a text",
                        "\"a.ints\" is a tensor, expected a list of ints", "\"a.tensor\" is a text, expected a tensor",
                        "\"a\" is unknown");
    }

    @Test
    void aFaultOnTheWayBackDoesNotHideTheFirst() {
        long[] calls = {0};
        Stateful refusing = state -> {
            if (state.number("at", 1) != 1) {
                throw new IllegalArgumentException("no " + calls[0]++);
            }
            if (calls[0] > 0) {
                throw new IllegalStateException("no way back");
            }
        };
        Map<String, Stateful> parts = Map.of("a", refusing);
        Snapshot wrong = new Snapshot(Map.of(), Map.of(), Map.of("a.at", "2"));
        assertThatIllegalArgumentException().isThrownBy(() -> wrong.restore(parts)).withMessage("no 0")
                .satisfies(e -> assertThat(e.getSuppressed()).singleElement()
                        .isInstanceOf(IllegalStateException.class));
    }

    @Test
    void nullsAreRefusedByName() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Snapshot(null, Map.of(), Map.of()))
                .withMessage("Snapshot: the map of tensors is null");
        assertThatIllegalArgumentException().isThrownBy(() -> new Snapshot(Map.of(), null, Map.of()))
                .withMessage("Snapshot: the map of ints is null");
        assertThatIllegalArgumentException().isThrownBy(() -> new Snapshot(Map.of(), Map.of(), null))
                .withMessage("Snapshot: the map of texts is null");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Snapshot(Map.of(), Map.of(), Map.of()).only(null))
                .withMessage("Snapshot: the name of the part is null");
    }

    @Test
    void whatAPartRefusesChangesNothing() {
        Everything first = new Everything(2, 5);
        Stateful picky = state -> {
            if (state.number("at", 3) > 3) {
                throw new IllegalArgumentException("picky: too far");
            }
        };
        Map<String, Stateful> parts = Map.of("a", first, "b", picky);
        Map<String, String> texts = new HashMap<>(
                Snapshot.take(Map.of("a", new Everything(1, 5), "b", picky)).texts());
        texts.put("b.at", "4");
        Snapshot taken = Snapshot.take(Map.of("a", new Everything(1, 5)));
        Snapshot wrong = new Snapshot(taken.tensors(), taken.ints(), texts);
        assertThatIllegalArgumentException().isThrownBy(() -> wrong.restore(parts)).withMessage("picky: too far");
        first.assertIs(2);
    }

    @Test
    void statefulsThatBreakTheRulesAreToldSo() {
        assertRefused(state -> state.number("", 1), "state: a name within \"a\" (");
        assertRefused(state -> state.number("x.y", 1), "is \"x.y\", which is empty or has a dot");
        assertRefused(state -> state.part("b", inner -> inner.flag("x.y", true)), "a name within \"a.b\" (");
        assertRefused(state -> {
            state.number("x", 1);
            state.real("x", 1);
        }, "state: the name \"a.x\" is used twice");
        assertRefused(state -> state.text("x", null), "state: \"a.x\" is null");
        assertRefused(state -> state.part("x", null), "state: \"a.x\" is null");
        assertRefused(new Stateful() {
            @Override
            public void state(State state) {
                state.part("me", this);
            }
        }, "state: \"a.me\" is a part of itself");
        assertThatIllegalArgumentException().isThrownBy(() -> Snapshot.take(null))
                .withMessage("state: the map of parts is null");
    }

    private static void assertRefused(Stateful part, String message) {
        assertThatIllegalArgumentException().isThrownBy(() -> Snapshot.take(Map.of("a", part)))
                .withMessageContaining(message);
    }

    @Test
    void aPartThatBranchesOnWhatItLoadsIsNoticed() {
        Everything first = new Everything(2, 5);
        long[] count = {1};
        Stateful branching = state -> {
            count[0] = state.number("count", count[0]);
            for (int i = 0; i < count[0]; i++) {
                state.number("item " + i, i);
            }
        };
        Map<String, Stateful> parts = Map.of("a", first, "b", branching);
        Map<String, String> texts = new HashMap<>(Snapshot.take(parts).texts());
        texts.put("b.count", "2");
        Snapshot taken = Snapshot.take(Map.of("a", new Everything(1, 5)));
        Snapshot more = new Snapshot(taken.tensors(), taken.ints(), texts);
        assertThatIllegalStateException().isThrownBy(() -> more.restore(parts))
                .withMessageContaining("\"b.item 1\" is named while state is loaded");
        first.assertIs(2);
    }

    @Test
    void stateIsNeitherReadNorLoadedWithinACapture() {
        Map<String, Stateful> parts = Map.of("a", RandomSource.seed(1));
        Snapshot snapshot = Snapshot.take(parts);
        assertThatIllegalStateException().isThrownBy(() -> Program.capture(List.of(), _ -> {
            snapshot.restore(parts);
            return List.of();
        })).withMessageContaining("state is loaded in the middle of the captured computation");
        assertThatIllegalStateException().isThrownBy(() -> Program.capture(List.of(), _ -> {
            Snapshot.take(parts);
            return List.of();
        })).withMessageContaining("state is read in the middle of the captured computation");
    }

    /** Parts of which each may be there or not. */
    private record Group(Map<String, Everything> parts) implements Stateful {
        @Override
        public void state(State state) {
            state.flag("own", true);
            state.optionalParts("some", parts);
        }
    }

    @Test
    void optionalPartsMayComeAndGo() {
        Snapshot saved = Snapshot.take(
                Map.of("a", new Group(Map.of("stays", new Everything(1, 0), "goes", new Everything(2, 0)))));
        assertThat(saved.names()).contains("a.some.goes.text");
        Everything stays = new Everything(3, 0);
        Everything comes = new Everything(4, 0);
        saved.restore(Map.of("a", new Group(Map.of("stays", stays, "comes", comes))));
        stays.assertIs(1);
        comes.assertIs(4);
        assertThat(stays.restored).isOne();
        assertThat(comes.restored).isZero();
        saved.restore(Map.of("a", new Group(Map.of())));
        Snapshot none = Snapshot.take(Map.of("a", new Group(Map.of())));
        none.restore(Map.of("a", new Group(Map.of("comes", comes))));
        comes.assertIs(4);
    }

    @Test
    void anOptionalPartThatIsThereMustAgree() {
        Snapshot saved = Snapshot.take(Map.of("a", new Group(Map.of("x", new Everything(1, 0)))));
        Map<String, String> texts = new HashMap<>(saved.texts());
        texts.put("a.some.x.more", "1");
        texts.put("a.someone", "2");
        texts.remove("a.some.x.flag");
        texts.remove("a.own");
        Snapshot other = new Snapshot(saved.tensors(), saved.ints(), texts);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> other.restore(Map.of("a", new Group(Map.of("x", new Everything(1, 1))))))
                .withMessageContainingAll("5 differences", "\"a.own\" is missing", "\"a.some.x.flag\" is missing",
                        "\"a.some.x.setting\" was 0 and is now 1", "\"a.some.x.more\" is unknown",
                        "\"a.someone\" is unknown");
    }

    @Test
    @SuppressWarnings("NullAway") // callers need not be null-checked
    void optionalPartsMustBeThereOrNot() {
        Stateful part = state -> state.optionalParts("some", null);
        assertThatIllegalArgumentException().isThrownBy(() -> Snapshot.take(Map.of("a", part)))
                .withMessage("state: the map of parts is null");
    }
}
