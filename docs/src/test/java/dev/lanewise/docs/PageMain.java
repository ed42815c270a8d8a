package dev.lanewise.docs;

import dev.lanewise.docs.PageShell.BlockException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Runs a page in this process and its working folder: {@code PageMain PAGE RESULTS}. */
final class PageMain {
    private PageMain() {}

    /** Leaves a file for each block in the folder RESULTS: what it printed, {@code 0.out}, or why it failed. */
    public static void main(String[] args) throws IOException {
        Page page = Page.read(Path.of(args[0]));
        Path results = Path.of(args[1]);
        List<Page.Block> blocks = page.java();
        int number = 0;
        try (PageShell shell = new PageShell()) {
            for (; number < blocks.size(); number++) {
                Files.writeString(results.resolve(number + ".out"), shell.run(blocks.get(number).code()));
            }
        } catch (BlockException e) {
            Files.writeString(results.resolve(number + ".failed"),
                    page.at(blocks.get(number).line() + e.line()) + ": " + e.getMessage());
        }
        System.exit(0); // threads of a page do not keep it alive
    }
}
