package dev.lanewise.bench.peers;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures a piece of work by all who can do it, in turns: a figure of each in each round, and of these the median.
 * Before that, all have to agree on its result.
 */
final class Race {
    /** Sums of thousands of floats in another order differ in the fifth digit; mistakes, in the first. */
    private static final double TOLERANCE = 1e-3;

    private final Workers workers;
    private final int rounds;
    private final boolean quick;

    Race(Workers workers, int rounds, boolean quick) {
        this.workers = workers;
        this.rounds = rounds;
        this.quick = quick;
    }

    /** The comparisons of Lanewise with each peer and with each family's best; none if Lanewise or all peers fail. */
    List<Row> run(Workload workload) throws InterruptedException {
        try {
            Map<Contender, List<Double>> figures = new LinkedHashMap<>();
            for (Contender contender : open(workload)) {
                figures.put(contender, new ArrayList<>());
            }
            long start = System.nanoTime();
            double limit = Pace.of(workload, quick).rounds() * 1e9;
            for (int round = 0; round < rounds && (round == 0 || System.nanoTime() - start < limit); round++) {
                for (Contender contender : List.copyOf(figures.keySet())) {
                    List<Double> times = figures.get(contender);
                    if (times != null && !measure(workload, contender, times)) {
                        figures.remove(contender);
                    }
                }
            }
            Map<Contender, Double> medians = new LinkedHashMap<>();
            figures.forEach((contender, times) -> medians.put(contender, median(times)));
            return rows(workload.name(), workload.threads(), medians);
        } finally {
            workers.clear();
        }
    }

    /** Those who have prepared the work, and agree with Lanewise on what comes out. */
    private List<Contender> open(Workload workload) throws InterruptedException {
        List<Contender> opened = new ArrayList<>();
        double expected = Double.NaN;
        for (Contender contender : workload.contenders()) {
            try {
                WorkerProcess worker = workers.get(contender.worker(), workload.threads());
                double check = worker.open(contender.name(), Pace.of(workload, quick).warmUp(contender),
                        workload.task() + " variant=" + contender.variant());
                if (Double.isNaN(expected)) {
                    expected = check;
                }
                boolean agrees = Math.abs(check - expected) <= TOLERANCE * Math.abs(expected); // not where one is NaN
                if (contender.hasResult() && !agrees) {
                    workers.note(contender.name() + " is skipped for " + workload.label() + ": its result is " + check
                            + ", Lanewise's is " + expected);
                } else {
                    opened.add(contender);
                }
                Quiet.await(worker.pid());
            } catch (WorkerException e) {
                giveUp(workload, contender, e);
            }
        }
        return opened;
    }

    private boolean measure(Workload workload, Contender contender, List<Double> times) throws InterruptedException {
        try {
            WorkerProcess worker = workers.get(contender.worker(), workload.threads());
            times.add(worker.measure(contender.name(), Pace.of(workload, quick).figure(), Unit.of(workload.name())));
            Quiet.await(worker.pid());
            return true;
        } catch (WorkerException e) {
            giveUp(workload, contender, e);
            return false;
        }
    }

    private void giveUp(Workload workload, Contender contender, WorkerException e) {
        if (e.isFatal()) {
            workers.end(contender.worker(), workload.threads());
        }
        workers.note(e.sentence());
    }

    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int n = sorted.size();
        return (sorted.get((n - 1) / 2) + sorted.get(n / 2)) / 2;
    }

    /** Lanewise's best against everybody, itself included, and against the best of each family. */
    static List<Row> rows(String workload, int threads, Map<Contender, Double> medians) {
        Map<String, Double> best = new LinkedHashMap<>();
        Map<String, Integer> members = new LinkedHashMap<>();
        medians.forEach((contender, us) -> {
            best.merge(contender.family(), us, Math::min);
            members.merge(contender.family(), 1, Integer::sum);
        });
        Double ours = best.remove(Contender.OURS);
        List<Row> rows = new ArrayList<>();
        if (ours == null) {
            return rows;
        }
        best.forEach((family, us) -> rows.add(new Row(workload, threads, family, ours, us)));
        medians.forEach((contender, us) -> {
            if (!contender.name().equals(contender.family())) {
                rows.add(new Row(workload, threads, contender.name(), ours, us));
            }
        });
        return rows;
    }
}
