package dev.lanewise.docs;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A page in Markdown, with its blocks of code. */
record Page(Path file, List<String> lines, List<Block> blocks) {
    /** The repository; a process that runs a page has another working folder, and is told. */
    static final Path ROOT = Path.of(System.getProperty("docs.root", "..")).toAbsolutePath().normalize();

    /** Folders of what is built, of tools, and of what a user may have put beside. */
    private static final Set<String> NO_PAGES = Set.of("target", "node_modules", "venv");

    /**
     * A block of code between fences.
     *
     * @param line     where its first line of code stands, from 1
     * @param expected for Java, what it prints, or null if the page does not say
     */
    record Block(String language, int line, String code, @Nullable String expected) {}

    /** All pages of the repository: README.md and the others beside it, and those in folders, in order. */
    static List<Page> all() throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                String name = String.valueOf(folder.getFileName());
                boolean skipped = NO_PAGES.contains(name) || name.startsWith(".") && !folder.equals(ROOT);
                return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.toString().endsWith(".md")) {
                    files.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        List<Page> pages = new ArrayList<>();
        for (Path file : files.stream().sorted().toList()) {
            pages.add(read(file));
        }
        return pages;
    }

    static Page read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        List<Block> blocks = new ArrayList<>();
        int end = -1; // of the last block
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).startsWith("```")) {
                continue;
            }
            int from = i + 1;
            int to = from;
            while (to < lines.size() && !lines.get(to).startsWith("```")) {
                to++;
            }
            if (to == lines.size()) {
                throw new IOException(file + ":" + from + ": the block has no end");
            }
            String language = lines.get(i).substring(3).strip();
            String code = String.join("\n", lines.subList(from, to)) + "\n";
            boolean printed = language.equals("text") && end >= 0 && blocks.getLast().language().equals("java")
                    && lines.subList(end + 1, i).stream().allMatch(String::isBlank);
            if (printed) {
                Block java = blocks.removeLast();
                blocks.add(new Block(java.language(), java.line(), java.code(), code));
                end = -1; // a second text is another matter
            } else {
                blocks.add(new Block(language, from + 1, code, null));
                end = to;
            }
            i = to;
        }
        return new Page(file, lines, List.copyOf(blocks));
    }

    /** The blocks that are run. */
    List<Block> java() {
        return blocks.stream().filter(block -> block.language().equals("java")).toList();
    }

    /** For names and messages, such as docs/resuming.md:12. */
    String at(int line) {
        Path shown = file.startsWith(ROOT) ? ROOT.relativize(file) : file.getFileName();
        return shown.toString().replace('\\', '/') + ":" + line;
    }
}
