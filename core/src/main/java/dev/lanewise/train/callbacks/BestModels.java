package dev.lanewise.train.callbacks;

import dev.lanewise.io.Safetensors;
import dev.lanewise.io.SafetensorsFile;
import dev.lanewise.io.WriteLock;
import dev.lanewise.state.State;
import dev.lanewise.text.Printable;
import dev.lanewise.text.Required;
import dev.lanewise.train.Callback;
import dev.lanewise.train.Fit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the models of the best epochs in a folder, to average them, to choose among them, or to use them together.
 *
 * {@snippet :
 * BestModels best = new BestModels(Path.of("models"), "validation.accuracy").highest().keep(5);
 * trainer.with(best).fit(training, validation, 20);
 * model.loadStateDict(Safetensors.load(best.files().getFirst()).tensors());
 * }
 *
 * <p>A file such as {@code epoch-0012.safetensors} holds the weights that were validated, parameters and buffers by
 * their paths, and in its metadata {@code epoch} and the result under its name. It is deleted only once {@code
 * Checkpoints} have had the time to save the state after it: so whatever ends a run, one that is resumed finds the
 * files that its state speaks of, and leaves those of a run that never stopped. A result of NaN is not kept.
 *
 * <p>A folder with models of another training is refused, as is one that another run writes to. It is the same
 * training if it began with the same state: weights, settings, random sources. Its files of later epochs than it goes
 * on from are deleted.
 */
public final class BestModels implements Callback {
    private static final String TRAINING = "training";
    private static final Pattern NAME = Pattern.compile("epoch-([0-9]{4,9})\\.safetensors");

    private final Path folder;
    private final String name;
    private boolean highest;
    private int keep = 3;

    /** Results of the epochs that are kept. */
    private final Map<Integer, Double> kept = new TreeMap<>();

    /** Results of those that have been replaced by better ones, and whose files go after the next epoch. */
    private final Map<Integer, Double> dropped = new TreeMap<>();

    /** What all files of one training have in their metadata: it began with this state. */
    private String training = "";

    private final FitLock lock = new FitLock();

    /**
     * Keeps those of the 3 lowest results.
     *
     * @param folder is made if need be
     * @param name of the result in the history, such as {@code validation.loss}
     */
    public BestModels(Path folder, String name) {
        this.folder = Required.nonNull("BestModels: the folder", folder);
        this.name = Required.nonNull("BestModels: the name", name);
    }

    /** Higher results are better, such as those of an accuracy. */
    public BestModels highest() {
        highest = true;
        return this;
    }

    /**
     * Keeps so many models.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public BestModels keep(int models) {
        if (models < 1) {
            throw new IllegalArgumentException("BestModels: " + models + " models to keep");
        }
        keep = models;
        return this;
    }

    /** The files of the models that are kept, the best first. */
    public List<Path> files() {
        return ranked().stream().map(this::file).toList();
    }

    private List<Integer> ranked() {
        Comparator<Integer> byResult = Comparator.comparing(epoch -> kept.getOrDefault(epoch, Double.NaN));
        return kept.keySet().stream().sorted(highest ? byResult.reversed() : byResult).toList(); // of equals, the first
    }

    private Path file(int epoch) {
        return folder.resolve(String.format(Locale.ROOT, "epoch-%04d.safetensors", epoch));
    }

    @Override
    public void check(Fit fit) {
        fit.requireResult("BestModels", name);
    }

    @Override
    public void begin(Fit fit) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("BestModels: cannot make the folder " + Printable.path(folder), e);
        }
        lock.take(fit, () -> WriteLock.ofFolder(folder, "models"));
        if (training.isEmpty()) {
            training = Fingerprint.of(fit.state());
        }
        Map<Integer, Path> present = present();
        present.values().forEach(file -> {
            if (!training.equals(trainingOf(file))) {
                throw new IllegalStateException("BestModels: " + Printable.path(file) + " is there already, from "
                        + "another training; take another folder, or delete it");
            }
        });
        for (int epoch : kept.keySet()) {
            if (!present.containsKey(epoch)) {
                throw new IllegalStateException("BestModels: " + Printable.path(file(epoch))
                        + " is missing, one of the best models of the training that is resumed");
            }
        }
        present.forEach((epoch, file) -> {
            if (!kept.containsKey(epoch) && !dropped.containsKey(epoch)) {
                delete(file); // of what came after the state that the training goes on from
            }
        });
    }

    private static @Nullable String trainingOf(Path file) {
        try (SafetensorsFile read = Safetensors.open(file)) {
            return read.metadata().get(TRAINING);
        }
    }

    private Map<Integer, Path> present() {
        Map<Integer, Path> present = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Matcher matcher = NAME.matcher(file.getFileName().toString());
                if (matcher.matches()) {
                    present.put(Integer.valueOf(matcher.group(1)), file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("BestModels: cannot list " + Printable.path(folder), e);
        }
        return present;
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("BestModels: cannot delete " + Printable.path(file), e);
        }
    }

    @Override
    public void epoch(Fit fit) {
        dropped.keySet().forEach(epoch -> delete(file(epoch)));
        dropped.clear();
        double value = fit.history().last(name);
        if (Double.isNaN(value)) {
            return;
        }
        int epoch = fit.epoch();
        long better = kept.values().stream().filter(other -> !isBetter(value, other)).count();
        if (better < keep) {
            Safetensors.save(file(epoch), fit.validatedWeights(), Map.of(
                    "epoch", Integer.toString(epoch), name, Double.toString(value), TRAINING, training));
            kept.put(epoch, value);
        }
        for (int worst : ranked().stream().skip(keep).toList()) {
            dropped.put(worst, kept.remove(worst));
        }
    }

    private boolean isBetter(double value, double other) {
        return highest ? value > other : value < other;
    }

    @Override
    public void after(Fit fit) {
        try {
            if (fit.failure().isEmpty()) { // so the state after the last epoch has been saved
                dropped.keySet().forEach(epoch -> delete(file(epoch)));
            }
        } finally {
            lock.release(fit);
        }
    }

    @Override
    public void state(State state) {
        state.setting("result", name);
        state.setting("highest", highest);
        training = state.text("training", training);
        state(state, "kept", kept);
        state(state, "dropped", dropped);
    }

    private static void state(State state, String part, Map<Integer, Double> epochs) {
        String now = epochs.entrySet().stream().map(each -> each.getKey() + "=" + each.getValue())
                .collect(Collectors.joining(" "));
        String then = state.text(part, now);
        if (then.equals(now)) {
            return;
        }
        Map<Integer, Double> read = new TreeMap<>();
        try {
            for (String pair : then.isEmpty() ? new String[0] : then.split(" ")) {
                int sign = pair.indexOf('=');
                read.put(Integer.valueOf(pair.substring(0, sign)), Double.valueOf(pair.substring(sign + 1)));
            }
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("BestModels: not a list of epochs: " + Printable.quoted(then), e);
        }
        epochs.clear();
        epochs.putAll(read);
    }

    /** For example {@code BestModels(models, 3 by the lowest validation.loss)}. */
    @Override
    public String toString() {
        return "BestModels(" + Printable.path(folder) + ", " + keep + " by the " + (highest ? "highest " : "lowest ")
                + name + ")";
    }
}
