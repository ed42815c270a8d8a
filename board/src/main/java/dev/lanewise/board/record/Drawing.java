package dev.lanewise.board.record;

import dev.lanewise.board.control.Answer;
import dev.lanewise.board.control.RefusedException;
import dev.lanewise.board.control.Sketchpad;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Something drawn that waits for its answer. */
final class Drawing {
    private final Sketchpad pad;
    private final Function<float[], Answer> by;
    private final float[] ink;
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile @Nullable Answer answer;
    private volatile String refusal = "";

    /**
     * Takes a copy of the ink.
     *
     * @throws RefusedException if nothing can be drawn, or not this
     */
    Drawing(Plan plan, float[] ink) throws RefusedException {
        Function<float[], Answer> given = plan.answer();
        if (given == null) {
            throw new RefusedException("this run has nothing that can be drawn");
        }
        pad = plan.sketchpad().orElseThrow();
        by = given;
        this.ink = ink.clone();
        if (ink.length != pad.rows() * pad.cols()) {
            throw new RefusedException("a drawing of " + ink.length + " points, expected " + pad.rows() + " x "
                    + pad.cols());
        }
        for (float point : ink) {
            if (!(point >= 0 && point <= 1)) {
                throw new RefusedException("a drawing with a point of " + point + ", expected 0 to 1");
            }
        }
    }

    /** How a model is used for an answer, which a user's function gives. */
    interface Use {
        @Nullable
        Answer of(Supplier<@Nullable Answer> by);
    }

    /** Has the model tell; a failure of it is the answer's, and ends no training. */
    void compute(Use use) {
        try {
            Answer told = use.of(() -> by.apply(ink.clone()));
            if (told == null || told.chances().size() != pad.labels().size()) { // a user's function
                refusal = "the model gives " + (told == null ? "nothing" : "chances " + told.chances().shape())
                        + " for " + pad.labels().size() + " labels";
            } else {
                answer = told;
            }
        } catch (Throwable e) {
            refusal = "the model cannot tell: " + Texts.of(e);
        } finally {
            done.countDown();
        }
    }

    /** Has the model tell as it is left. */
    void compute() {
        compute(by -> Quietly.<@Nullable Answer>get(by));
    }

    boolean await(long time, TimeUnit unit) throws InterruptedException {
        return done.await(time, unit);
    }

    Answer answer() throws RefusedException {
        Answer told = answer;
        if (told == null) {
            throw new RefusedException(refusal);
        }
        return told;
    }
}
