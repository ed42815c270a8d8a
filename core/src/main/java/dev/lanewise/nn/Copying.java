package dev.lanewise.nn;

import dev.lanewise.random.RandomSource;
import dev.lanewise.state.Snapshot;
import dev.lanewise.state.Stateful;
import dev.lanewise.tensor.Recorder;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Printable;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One copy of a tree of blocks. It begins with the outermost {@link Block#copy} and knows the twin of each block,
 * tensor and part, so that what occurs at several places of the tree is copied once.
 */
final class Copying {
    private static final ScopedValue<Copying> CURRENT = ScopedValue.newInstance();

    private final IdentityHashMap<Object, Object> twins = new IdentityHashMap<>();
    private final IdentityHashMap<Object, Object> originals = new IdentityHashMap<>();

    private Copying() {}

    /** The twin of a block, made by {@code maker} unless it is known. */
    static <B extends Block> B block(Block original, Supplier<B> maker) {
        Recorder.refuseWithin("copy() makes a block in the middle of the captured computation, which would be made "
                + "once; copy it before");
        if (CURRENT.isBound()) {
            return CURRENT.get().twin(original, maker);
        }
        Copying copying = new Copying();
        return ScopedValue.where(CURRENT, copying).call(() -> copying.twin(original, maker));
    }

    /** The twin of a tensor. */
    static Tensor tensor(Tensor original) {
        return current().twin(original, Tensor::copy);
    }

    /** The twin of a random source. */
    static RandomSource source(RandomSource original) {
        return current().twin(original,
                source -> RandomSource.at(source.seed(), source.stream(), source.index()));
    }

    /** The copy of a child, of the same class. */
    @SuppressWarnings("unchecked") // copied() has compared the classes
    static <B extends Block> B child(B block) {
        return (B) block.getClass().cast(block.copy());
    }

    private static Copying current() {
        if (!CURRENT.isBound()) {
            throw new IllegalStateException("copied: there is no copy going on; call it within copied(() -> ...)");
        }
        return CURRENT.get();
    }

    @SuppressWarnings("unchecked") // a twin is made from its original
    private <T> T twin(T original, UnaryOperator<T> copy) {
        Object known = twins.get(original);
        if (known == null) {
            known = copy.apply(original);
            twins.put(original, known);
            originals.put(known, original);
        }
        return (T) known;
    }

    @SuppressWarnings("unchecked") // the twins of one block are made by one copy()
    private <B extends Block> B twin(Block original, Supplier<B> maker) {
        Object known = twins.get(original);
        if (known != null) {
            return (B) known;
        }
        B made = maker.get();
        transfer("", original, made);
        return made;
    }

    /** Gives a twin what its original has, and its children likewise. */
    private void transfer(String path, Block original, @Nullable Block twin) {
        if (twin == null || twin.getClass() != original.getClass()) {
            throw fault(original, path, "the copy is " + (twin == null ? "null" : "a " + twin.typeName()));
        }
        if (twins.get(original) == twin) {
            return; // by a copy() of its own
        }
        pair(original, path, "it", original, twin);
        Contents mine = original.contents();
        Contents its = twin.contents();
        requireSame(original, path, mine.describe(), its.describe());
        mine.parameters.forEach((name, tensor) -> {
            Tensor copy = requirePresent(its.parameters, name);
            tensor(original, path, name, tensor, copy);
            copy.requiresGrad(tensor.requiresGrad());
        });
        mine.buffers.forEach(
                (name, tensor) -> tensor(original, path, name, tensor, requirePresent(its.buffers, name)));
        mine.parts.forEach((name, part) -> {
            Stateful copy = requirePresent(its.parts, name);
            pair(original, path, Printable.quoted(name), part, copy);
            Snapshot.take(Map.of(name, part)).restore(Map.of(name, copy));
        });
        twin.takeMode(original);
        mine.children.forEach(
                (name, child) -> transfer(path + name + ".", child, requirePresent(its.children, name)));
    }

    private void tensor(Block block, String path, String name, Tensor original, Tensor twin) {
        pair(block, path, Printable.quoted(name), original, twin);
        if (original.sharesStorage(twin)) {
            throw fault(block, path, Printable.quoted(name) + " shares its storage with the copy");
        }
        twin.assign(original);
    }

    /** Notes what is the copy of what, each of one. */
    private void pair(Block block, String path, String what, Object original, Object twin) {
        if (original == twin) {
            throw fault(block, path, what + " is not copied: the copy has the original");
        }
        Object other = twins.putIfAbsent(original, twin);
        Object from = originals.putIfAbsent(twin, original);
        if (other != null && other != twin || from != null && from != original) {
            throw fault(block, path, what + (other != null && other != twin
                    ? " occurs at several places and has several copies; make them with copied(...) or copy()"
                    : " has the same copy as something else"));
        }
    }

    private static void requireSame(Block block, String path, Set<String> mine, Set<String> its) {
        if (!mine.equals(its)) {
            Set<String> missing = new LinkedHashSet<>(mine);
            missing.removeAll(its);
            Set<String> unknown = new LinkedHashSet<>(its);
            unknown.removeAll(mine);
            throw fault(block, path, "where the original has " + list(missing) + ", the copy has " + list(unknown));
        }
    }

    private static String list(Set<String> entries) {
        return entries.isEmpty() ? "nothing" : String.join(", ", entries);
    }

    private static <T> T requirePresent(Map<String, T> twins, String name) {
        return Objects.requireNonNull(twins.get(name));
    }

    private static IllegalStateException fault(Block block, String path, String what) {
        String place = path.isEmpty() ? "" : " at " + Printable.quoted(path.substring(0, path.length() - 1));
        return new IllegalStateException("copy of " + block.title() + place + ": " + what);
    }
}
