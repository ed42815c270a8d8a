package dev.lanewise.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.lanewise.examples.mnist.BuiltInDigits;
import dev.lanewise.examples.mnist.Digits;
import dev.lanewise.io.Idx;
import dev.lanewise.tensor.Shape;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/** One run of the Java of a page, in a process and a working folder of its own, once for all its blocks. */
final class PageRun {
    private static final String MODELS = "zoo/src/test/resources/dev/lanewise/zoo/";
    private static final String TORCH = "core/src/test/resources/dev/lanewise/io/torch";
    private static final int TRAIN = 640;
    private static final int TEST = 200;
    private static final int MINUTES = 10;

    private final Page page;
    private final Path folder;
    private final String classPath;
    private boolean started;

    /**
     * A run that has not begun.
     *
     * @param folder for its files; made if need be
     * @param more   the class path beside this test's
     */
    PageRun(Page page, Path folder, Path more) {
        this.page = page;
        this.folder = folder;
        this.classPath = System.getProperty("java.class.path") + File.pathSeparator + more;
    }

    /** Fails unless a block runs and prints what the page says. */
    void check(Page.Block block) throws IOException, InterruptedException {
        start();
        int number = page.java().indexOf(block);
        Path output = folder.resolve("results", number + ".out");
        if (Files.exists(output)) {
            if (block.expected() != null) {
                assertThat(isPrinted(block.expected(), Files.readString(output)))
                        .as("%s prints%n%s%nand the page says%n%s", page.at(block.line()), Files.readString(output),
                                block.expected())
                        .isTrue();
            }
            return;
        }
        Path failure = folder.resolve("results", number + ".failed");
        if (Files.exists(failure)) {
            fail(Files.readString(failure));
        }
        try (Stream<Path> results = Files.list(folder.resolve("results"))) {
            String other = results.filter(file -> file.toString().endsWith(".failed")).map(PageRun::text).findFirst()
                    .orElse("the process ended: " + text(folder.resolve("log")));
            fail("%s was not run; %s", page.at(block.line()), other);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /**
     * Whether the output is what a page says, spaces at the ends of lines aside. In the page, {@code …} stands for any
     * text in its line, and alone in a line for any lines: times and the like.
     */
    static boolean isPrinted(String expected, String output) {
        StringBuilder pattern = new StringBuilder();
        for (String line : (Iterable<String>) expected.stripTrailing().lines()::iterator) {
            pattern.append(line.strip().equals("…")
                    ? "(?:.*\\n)*"
                    : Stream.of(line.stripTrailing().split("…", -1))
                            .map(Pattern::quote).collect(Collectors.joining(".*")) + "\\n");
        }
        String printed = output.stripTrailing().lines().map(line -> line.stripTrailing() + "\n")
                .collect(Collectors.joining());
        return Pattern.matches(pattern.toString(), printed);
    }

    private void start() throws IOException, InterruptedException {
        if (started) {
            return;
        }
        started = true;
        Path work = Files.createDirectories(folder.resolve("work"));
        Path results = Files.createDirectories(folder.resolve("results"));
        writeFiles(work);
        ProcessBuilder builder = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED",
                "-Djava.awt.headless=true", "-Ddocs.root=" + Page.ROOT, "-cp",
                classPath,
                PageMain.class.getName(), page.file().toString(), results.toString())).directory(work.toFile());
        // No settings of this machine, and the same digits on each.
        builder.environment().keySet().removeAll(List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "LANEWISE_MNIST"));
        Process process = builder.redirectErrorStream(true).redirectOutput(Redirect.to(folder.resolve("log").toFile()))
                .start();
        try {
            if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                Files.writeString(folder.resolve("log"), "it was stopped after " + MINUTES + " minutes");
            }
        } finally {
            process.destroyForcibly();
        }
    }

    /** What pages read: MNIST's files, of digits that the examples draw; a picture; a table; files of other libraries. */
    private static void writeFiles(Path folder) throws IOException {
        write(folder, "train", BuiltInDigits.train(1, TRAIN));
        Digits test = BuiltInDigits.test(1, TEST);
        write(folder, "t10k", test);
        BufferedImage picture = new BufferedImage(test.cols(), test.rows(), BufferedImage.TYPE_BYTE_GRAY);
        int seven = 0;
        while (test.labels()[seven] != 7) {
            seven++;
        }
        int size = test.rows() * test.cols();
        for (int i = 0; i < size; i++) {
            picture.getRaster().setSample(i % test.cols(), i / test.cols(), 0, test.pixels()[seven * size + i] & 0xff);
        }
        ImageIO.write(picture, "png", folder.resolve("seven.png").toFile());
        Files.writeString(folder.resolve("points.csv"), "x,y\n0,1\n1,3\n2,5\n3,7\n");
        copy(Page.ROOT.resolve(MODELS + "bert/sentence"), folder.resolve("all-MiniLM-L6-v2"));
        Files.copy(Page.ROOT.resolve(MODELS + "gguf/llama3.gguf"), folder.resolve("model.gguf"),
                StandardCopyOption.REPLACE_EXISTING);
        copy(Page.ROOT.resolve(TORCH), folder.resolve("torch"));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING); // a folder may be written again
                }
            }
        }
    }

    private static void write(Path folder, String set, Digits digits) {
        Idx.write(folder.resolve(set + "-images-idx3-ubyte.gz"), Shape.of(digits.count(), digits.rows(), digits.cols()),
                digits.pixels());
        Idx.write(folder.resolve(set + "-labels-idx1-ubyte.gz"), Shape.of(digits.count()), digits.labels());
    }
}
