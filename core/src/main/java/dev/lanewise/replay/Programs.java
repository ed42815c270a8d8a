package dev.lanewise.replay;

import dev.lanewise.program.Program;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The programs captured from one computation, found by what they fit: the form of the input, its values, and modes. The
 * most recently used are kept; when they evict each other in rotation, a log line says so.
 *
 * <p>Any number of threads may look for programs, without a lock, while another adds one.
 *
 * @param <T> what is remembered of a capture besides the program
 */
public final class Programs<T> {
    /** How many are kept unless the caller says otherwise. */
    public static final int KEPT = 8;

    /**
     * A program and what its capture gave.
     *
     * @param <T> what is remembered besides the program
     */
    public static final class Entry<T> {
        private final Program program;
        private final Form<?> input;
        private final T remembered;

        /** When it was last chosen after another. */
        private volatile long chosen;

        private Entry(Form<?> input, Program program, T remembered) {
            this.input = input;
            this.program = program;
            this.remembered = remembered;
        }

        private boolean fits(Object object, List<? extends Value> values) {
            return program.fits(values) && input.fits(object);
        }

        public Program program() {
            return program;
        }

        /** What was remembered. */
        public T remembered() {
            return remembered;
        }
    }

    private final int most;
    private final Rotation rotation;

    /** Replaced as a whole, so that threads read it without a lock. */
    private volatile List<Entry<T>> entries = List.of();

    /** The one chosen last: usually the next one as well. */
    private volatile @Nullable Entry<T> latest;

    private final AtomicLong choices = new AtomicLong();

    /**
     * No programs yet.
     *
     * @param what the subject of messages, {@code step}
     * @param most how many to keep
     * @throws IllegalArgumentException if it is less than 1
     */
    public Programs(String what, int most) {
        if (most < 1) {
            throw new IllegalArgumentException("plans: " + most + " asked for, at least 1 must be kept");
        }
        this.rotation = new Rotation(what);
        this.most = most;
    }

    /**
     * The program that fits an input, and the modes as they are now; null if there is none.
     *
     * @param values what the input holds
     */
    public @Nullable Entry<T> find(Object input, List<? extends Value> values) {
        Entry<T> last = latest;
        if (last != null && last.fits(input, values)) {
            return last;
        }
        for (Entry<T> entry : entries) {
            if (entry != last && entry.fits(input, values)) {
                choose(entry);
                return entry;
            }
        }
        return null;
    }

    /** Keeps a program, in the place of the one not chosen for longest; not if it can never be replayed. */
    public synchronized void add(Form<?> input, Program program, T remembered) {
        if (!program.isRepeatable()) {
            return;
        }
        List<Entry<T>> all = new ArrayList<>(entries);
        if (all.size() == most) {
            Entry<T> oldest = all.stream().min(Comparator.comparingLong(entry -> entry.chosen)).orElseThrow();
            all.remove(oldest);
            rotation.discarded(oldest.program.inputs());
        }
        rotation.captured(program.inputs(), most);
        Entry<T> entry = new Entry<>(input, program, remembered);
        all.add(entry);
        choose(entry);
        entries = List.copyOf(all);
    }

    private void choose(Entry<T> entry) {
        entry.chosen = choices.incrementAndGet();
        latest = entry;
    }

    /** How many are kept at most. */
    public int most() {
        return most;
    }

    /** How many programs there are now. */
    public int size() {
        return entries.size();
    }
}
