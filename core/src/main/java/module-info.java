/**
 * Lanewise: tensors, automatic differentiation and neural-network training in pure Java on the Vector API.
 */
module dev.lanewise {
    requires static jdk.incubator.vector;
    requires static org.jspecify;

    exports dev.lanewise.parallel;
}
