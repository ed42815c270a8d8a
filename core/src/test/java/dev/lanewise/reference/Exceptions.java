package dev.lanewise.reference;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Public functions that a reference does not apply to, and why. */
final class Exceptions {
    private static final String CREATION = "makes a tensor from Java values; TensorTest";

    /** Refused in a capture; their cases of PyTorch show it. */
    static final Set<String> EAGER = Set.of("maskedSelect", "nonzero", "unique", "bincount");

    /** No row in an op table. */
    static final Map<String, String> WITHOUT_ROW = new HashMap<>();

    /** No case of PyTorch. */
    static final Map<String, String> WITHOUT_CASE = new HashMap<>();

    static {
        for (String creation : new String[] {
            "Tensor.of", "ofNested", "wrap", "scalar", "zeros", "ones", "full", "zerosLike", "onesLike", "linspace",
            "eye",
            "IntTensor.of", "IntTensor.ofNested", "IntTensor.wrap", "IntTensor.arange", "BoolTensor.of",
            "BoolTensor.ofNested", "BoolTensor.wrap"
        }) {
            both(creation, CREATION);
        }
        WITHOUT_ROW.put("arange", CREATION);
        WITHOUT_ROW.put("logspace", CREATION);
        both("Tensor.grad", "gives gradients; AutogradTest");
        both("Autograd.grad", "gives gradients; AutogradTest");
        for (String derivative : new String[] {"vjp", "jvp", "jacobian", "hessian", "hvp"}) {
            both(derivative, "gives derivatives; DerivativesTest");
        }
        both("checkpoint", "applies a function of the user's; CheckpointTest");
        both("apply", "applies a function of the user's; CustomFunctionTest");
        both("requiresGrad", "sets what history is recorded; HistoryTest");
        both("retainGrad", "sets what gradients are kept; HistoryTest");
        both("copy", "copies values; TensorTest");
        for (String eager : EAGER) {
            WITHOUT_ROW.put(eager, "eager only: its size depends on values; IndexingTest, SortingTest");
        }
        for (String random : new String[] {"uniform", "normal", "randint", "exponential", "gumbel", "bernoulli",
            "dropout", "channelDropout", "alphaDropout", "channelAlphaDropout", "multinomial", "poisson"}) {
            WITHOUT_CASE.put(random, "PyTorch draws other numbers; RandomSourceTest tests the distribution");
        }
        for (String random : new String[] {"exponential", "gumbel", "bernoulli"}) {
            WITHOUT_ROW.put(random, "ops with rows of their own, applied to uniform; RandomSourceTest");
        }
        WITHOUT_ROW.put("weights", "composed of ops with rows of their own; AttentionTest");
        WITHOUT_CASE.put("recurrence", "PyTorch has none");
        WITHOUT_CASE.put("assign", "changes a tensor; AssignOpTable");
    }

    private Exceptions() {}

    private static void both(String function, String reason) {
        WITHOUT_ROW.put(function, reason);
        WITHOUT_CASE.put(function, reason);
    }
}
