package dev.lanewise.nn;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.program.Program;
import dev.lanewise.random.RandomSource;
import dev.lanewise.state.StoredTensors;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Loading strictly and by rules. */
@Tag("quick")
class LoadRulesTest {
    /** Two linear maps and a buffer. */
    private static final class Net extends Block {
        final Linear body;
        final Linear head;
        final Tensor mean = buffer("mean", Tensor.zeros(3));

        Net(int seed) {
            RandomSource random = RandomSource.seed(seed);
            body = child("body", new Linear(3, 2, random));
            head = child("head", new Linear(3, 2, false, random));
        }
    }

    private final Net net = new Net(1);
    private final Map<String, Tensor> before = net.snapshot();
    private final Map<String, Tensor> stored = new LinkedHashMap<>(new Net(2).snapshot());

    private void assertRefused(LoadRules rules, String message) {
        assertThatIllegalArgumentException().isThrownBy(() -> net.loadStateDict(stored, rules))
                .withMessage("loadStateDict: " + message);
        assertThat(net.stateDict().keySet()).isEqualTo(before.keySet());
        net.stateDict().forEach((name, tensor) -> assertThat(tensor).as(name).hasBitsOf(before.get(name)));
    }

    private void rename(String from, String to) {
        stored.put(to, stored.remove(from));
    }

    @Test
    void withoutRulesEverythingIsLoadedBuffersToo() {
        stored.put("mean", Tensor.of(1, 2, 3));
        net.loadStateDict(stored);
        net.stateDict().forEach((name, tensor) -> assertThat(tensor).as(name).hasBitsOf(stored.get(name)));
        assertThat(net.mean).hasBitsOf(1, 2, 3);
    }

    private StoredTensors unread(List<String> read) {
        return StoredTensors.of(stored.keySet(), name -> stored.get(name).shape(), name -> {
            read.add(name);
            return stored.get(name).copy();
        });
    }

    @Test
    void whatIsStoredElsewhereIsReadOnceAndInPlace() {
        stored.put("more.bias", Tensor.zeros(7));
        stored.put("head.weight", stored.get("head.weight").transpose());
        rename("body.weight", "module.body.weight");
        List<String> read = new ArrayList<>();
        LoadRules rules = LoadRules.strict().stripPrefix("module.").ignore("more").transpose("head");
        net.loadStateDict(unread(read), rules);
        assertThat(read).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(
                stored.keySet().stream().filter(name -> !name.equals("more.bias")).toList());
        assertThat(net.body.weight()).hasBitsOf(stored.get("module.body.weight"));
        assertThat(net.head.weight()).hasBitsOf(stored.get("head.weight").transpose());
    }

    @Test
    void whatIsStoredElsewhereIsNotReadIfAnythingDoesNotFit() {
        stored.put("head.weight", Tensor.zeros(2, 2));
        stored.put("tail.weight", Tensor.zeros(1));
        List<String> read = new ArrayList<>();
        assertThatIllegalArgumentException().isThrownBy(() -> net.loadStateDict(unread(read)))
                .withMessage("""
                        loadStateDict: 2 differences:
                          "head.weight" has shape [2, 2], expected [2, 3]
                          "tail.weight" is unknown""");
        assertThat(read).isEmpty();
    }

    @Test
    void everyDifferenceIsNamed() {
        stored.remove("mean");
        stored.put("body.bias", null);
        stored.put("head.weight", Tensor.zeros(2, 2));
        stored.put("tail.weight", Tensor.zeros(1));
        stored.put(null, Tensor.zeros(1));
        assertRefused(LoadRules.strict(), """
                5 differences:
                  a name is null
                  "mean" is missing
                  "body.bias" is null
                  "head.weight" has shape [2, 2], expected [2, 3]
                  "tail.weight" is unknown""");
    }

    @Test
    void ofTwoHundredDifferencesEachIsNamed() {
        IntStream.range(0, 200).forEach(i -> stored.put("more." + i, Tensor.zeros(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> net.loadStateDict(stored))
                .satisfies(thrown -> assertThat(thrown.getMessage().split("\n  ")).hasSize(201)
                        .contains("\"more.0\" is unknown", "\"more.137\" is unknown", "\"more.199\" is unknown"));
    }

    @Test
    void aSingleDifferenceIsASentence() {
        stored.remove("mean");
        assertRefused(LoadRules.strict(), "\"mean\" is missing");
    }

    @Test
    void namesAreStrippedAndRenamedInOrder() {
        rename("body.weight", "module.encoder.0.weight");
        rename("body.bias", "module.encoder.0.bias");
        rename("head.weight", "module.head");
        net.loadStateDict(stored, LoadRules.strict()
                .stripPrefix("module.").rename("encoder.0", "body").rename("head", "head.weight"));
        assertThat(net.body.weight()).hasBitsOf(stored.get("module.encoder.0.weight"));
        assertThat(net.body.bias()).hasBitsOf(stored.get("module.encoder.0.bias"));
        assertThat(net.head.weight()).hasBitsOf(stored.get("module.head"));
    }

    @Test
    void aNameCoversWhatIsBelowItAndNotWhatBeginsLikeIt() {
        rename("head.weight", "heads.weight");
        assertRefused(LoadRules.strict().rename("head", "tail").ignore("hea"), """
                4 differences:
                  "head.weight" is missing
                  "heads.weight" is unknown
                  the rule rename("head", "tail") applies to nothing
                  the rule ignore("hea") applies to nothing""");
    }

    @Test
    void aNewNameIsShownWithTheOldOne() {
        rename("head.weight", "old.head");
        assertRefused(LoadRules.strict().stripPrefix("old."), """
                2 differences:
                  "head.weight" is missing
                  "head" (stored as "old.head") is unknown""");
    }

    @Test
    void twoNamesMustNotBecomeOne() {
        stored.put("old.mean", Tensor.ones(3));
        assertRefused(LoadRules.strict().stripPrefix("old."),
                "\"mean\" and \"old.mean\" are both renamed to \"mean\"");
    }

    @Test
    void whatIsIgnoredStaysAsItIs() {
        stored.put("head.weight", Tensor.zeros(9));
        stored.put("tail.weight", Tensor.zeros(1));
        stored.remove("mean");
        net.loadStateDict(stored, LoadRules.strict().ignore("head").ignore("tail").ignore("mean"));
        assertThat(net.body.weight()).hasBitsOf(stored.get("body.weight"));
        assertThat(net.head.weight()).hasBitsOf(before.get("head.weight"));
        assertThat(net.mean).hasBitsOf(0, 0, 0);
    }

    @Test
    void matricesAreTransposed() {
        Tensor weight = stored.get("body.weight");
        stored.put("body.weight", weight.transpose());
        net.loadStateDict(stored, LoadRules.strict().transpose("body"));
        assertThat(net.body.weight()).hasBitsOf(weight);
        assertThat(net.body.bias()).hasBitsOf(stored.get("body.bias"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> net.loadStateDict(stored, LoadRules.strict().transpose("mean")))
                .withMessageContaining("\"body.weight\" has shape [3, 2], expected [2, 3]")
                .withMessageContaining("the rule transpose(\"mean\") applies to nothing");
    }

    @Test
    void tiedTensorsTakeTheSameValues() {
        stored.remove("head.weight");
        net.loadStateDict(stored, LoadRules.strict().tie("head.weight", "body.weight"));
        assertThat(net.head.weight()).hasBitsOf(stored.get("body.weight"));
        assertThat(net.body.weight()).hasBitsOf(stored.get("body.weight"));
        stored.put("shared", Tensor.of(new float[][] {{1, 2}, {3, 4}, {5, 6}}));
        stored.put("head.weight", Tensor.zeros(7));
        net.loadStateDict(stored, LoadRules.strict().tie("head.weight", "shared").transpose("head.weight"));
        assertThat(net.head.weight()).hasBitsOf(1, 3, 5, 2, 4, 6);
    }

    @Test
    void aTieToNothingOrOfAnotherShapeIsNamed() {
        assertRefused(LoadRules.strict().tie("head.weight", "embedding").tie("body.weight", "mean"), """
                2 differences:
                  "mean" has shape [3], expected [2, 3] of "body.weight"
                  "embedding", to which "head.weight" is tied, is missing""");
        assertRefused(LoadRules.strict().tie("tail", "mean"), "the rule tie(\"tail\", \"mean\") applies to nothing");
    }

    @Test
    void valuesThatShareStorageWithTheBlockAreReadBeforeAnyIsWritten() {
        RandomSource random = RandomSource.seed(3);
        Sequential two = new Sequential(new Linear(3, 3, random), new Linear(3, 3, random));
        Map<String, Tensor> old = two.snapshot();
        two.loadStateDict(two.stateDict(), LoadRules.strict().rename("0", "t").rename("1", "0").rename("t", "1"));
        Map<String, Tensor> now = two.stateDict();
        for (String name : new String[] {"weight", "bias"}) {
            assertThat(now.get("0." + name)).hasBitsOf(old.get("1." + name));
            assertThat(now.get("1." + name)).hasBitsOf(old.get("0." + name));
        }
        Tensor weight = two.snapshot().get("0.weight");
        two.loadStateDict(two.namedParameters(), LoadRules.strict().transpose("0"));
        assertThat(two.stateDict().get("0.weight")).hasBitsOf(weight.transpose());
        assertThat(two.parameters()).allMatch(Tensor::isLeaf).allMatch(Tensor::requiresGrad);
    }

    @Test
    void oneTensorAtTwoPathsIsNotGivenTwoValues() {
        Linear first = new Linear(2, 2, false, RandomSource.seed(3));
        BlockList<Linear> tied = new BlockList<>(List.of(first, new Linear(first.weight(), null)));
        Tensor ones = Tensor.ones(2, 2);
        Map<String, Tensor> same = Map.of("0.weight", ones, "1.weight", ones.copy());
        tied.loadStateDict(same);
        assertThat(first.weight()).hasBitsOf(1, 1, 1, 1);
        Map<String, Tensor> different = Map.of("0.weight", ones.mul(2), "1.weight", ones.mul(3));
        assertThatIllegalArgumentException().isThrownBy(() -> tied.loadStateDict(different)).withMessage(
                "loadStateDict: \"1.weight\" has other values than \"0.weight\", and here both are one tensor; "
                        + "ignore(...) one, or tie(...) them");
        assertThat(first.weight()).hasBitsOf(1, 1, 1, 1);
        tied.loadStateDict(different, LoadRules.strict().ignore("0"));
        assertThat(first.weight()).hasBitsOf(3, 3, 3, 3);
        tied.loadStateDict(different, LoadRules.strict().tie("1.weight", "0.weight"));
        assertThat(first.weight()).hasBitsOf(2, 2, 2, 2);
    }

    @Test
    void aTiedNetFollowsAnotherInACapturedComputation() {
        Linear first = new Linear(2, 2, false, RandomSource.seed(3));
        BlockList<Linear> tied = new BlockList<>(List.of(first, new Linear(first.weight(), null)));
        BlockList<Linear> follower = tied.copy();
        Tensor x = Tensor.ones(1, 2);
        Program program = Program.capture(List.of(x), in -> {
            follower.loadStateDict(tied.stateDict());
            return List.of(follower.get(1).forward((Tensor) in.getFirst()));
        }).program();
        first.weight().assign(Tensor.of(new float[][] {{1, 2}, {3, 4}}));
        assertThat((Tensor) program.run(List.of(x)).getFirst()).hasBitsOf(3, 7);
        assertThat(follower.get(0).weight()).hasBitsOf(1, 2, 3, 4);
    }

    @Test
    void rulesAreImmutableAndHaveNames() {
        LoadRules none = LoadRules.strict();
        LoadRules one = none.ignore("head");
        assertThat(none).hasToString("LoadRules[]");
        assertThat(one.tie("a", "b")).hasToString("LoadRules[ignore(\"head\"), tie(\"a\", \"b\")]");
        assertThat(one).hasToString("LoadRules[ignore(\"head\")]");
        assertThatIllegalArgumentException().isThrownBy(() -> none.rename("a", ""))
                .withMessage("rename: a name is empty");
        assertThatIllegalArgumentException().isThrownBy(() -> none.ignore(null)).withMessage("ignore: a name is null");
    }
}
