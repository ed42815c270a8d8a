package dev.lanewise.bench.pretrained;

import com.sun.management.OperatingSystemMXBean;
import dev.lanewise.parallel.Parallel;
import dev.lanewise.zoo.SentenceEncoder;
import dev.lanewise.zoo.folder.ModelFolder;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/** How many sentences a second threads get from one {@link SentenceEncoder} that they share, one at a time each. */
final class SharingSpeed {
    static final List<Integer> CALLERS = List.of(1, 2, 4, 8);
    private static final String LINE = "%7s %7s %12s %7s %7s %9s%n";

    /** Of this process. */
    private static final OperatingSystemMXBean SYSTEM = ManagementFactory
            .getPlatformMXBean(OperatingSystemMXBean.class);

    private final SentenceEncoder encoder;
    private final List<String> sentences;
    private final double seconds;
    private final PrintWriter out;
    private final Repeated repeated;

    /**
     * Of a folder's model, with its tokenizer.
     *
     * @param seconds of a figure
     */
    SharingSpeed(Path folder, List<String> sentences, double seconds, PrintWriter out, Repeated repeated) {
        this.encoder = SentenceEncoder.open(ModelFolder.open(folder));
        this.sentences = sentences;
        this.seconds = seconds;
        this.out = out;
        this.repeated = repeated;
    }

    /** What callers get, and how many processors the process had meanwhile: fewer, if something else is running. */
    private record Speed(double sentences, double processors) {}

    /** Prints a line for each number of callers, the medians of some rounds in turns. */
    void run(int rounds, List<Integer> threads) {
        out.printf("sentences a second, one at a time for each caller, medians of %d in turns; %s%n", rounds,
                repeated.warmUp());
        out.printf(LINE, "threads", "callers", "sentences/s", "times", "cores", "per core");
        int before = Parallel.threads();
        for (int count : threads) {
            Parallel.setThreads(count);
            repeated.warmUp(() -> sentences.forEach(each -> encoder.encode(List.of(each))));
            for (int callers : CALLERS) {
                perSecond(callers);
            }
            double[][] speeds = new double[CALLERS.size()][rounds];
            double[][] processors = new double[CALLERS.size()][rounds];
            for (int round = 0; round < rounds; round++) {
                for (int i = 0; i < CALLERS.size(); i++) {
                    Speed speed = perSecond(CALLERS.get(i));
                    speeds[i][round] = speed.sentences;
                    processors[i][round] = speed.processors;
                }
            }
            double one = EncoderSpeed.median(speeds[0]);
            for (int i = 0; i < CALLERS.size(); i++) {
                double speed = EncoderSpeed.median(speeds[i]);
                double cores = EncoderSpeed.median(processors[i]);
                out.printf(LINE, count, CALLERS.get(i), EncoderSpeed.number(speed), EncoderSpeed.number(speed / one),
                        EncoderSpeed.number(cores), EncoderSpeed.number(speed / cores));
            }
            out.flush();
        }
        Parallel.setThreads(before);
    }

    private Speed perSecond(int callers) {
        AtomicLong done = new AtomicLong();
        CountDownLatch ready = new CountDownLatch(callers);
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            int first = i;
            all.add(Thread.ofPlatform().start(() -> {
                ready.countDown();
                await(ready);
                long end = System.nanoTime() + (long) (seconds * 1e9);
                for (int k = first; System.nanoTime() < end; k++) {
                    encoder.encode(List.of(sentences.get(k % sentences.size())));
                    done.incrementAndGet();
                }
            }));
        }
        await(ready);
        long start = System.nanoTime();
        long busy = SYSTEM.getProcessCpuTime();
        all.forEach(SharingSpeed::join);
        double nanos = System.nanoTime() - start;
        return new Speed(done.get() / (nanos * 1e-9), (SYSTEM.getProcessCpuTime() - busy) / nanos);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }
}
