package dev.lanewise.board.runs;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run's folder shows at a moment.
 *
 * @param id the name of the folder
 * @param state {@code running}, {@code paused}, {@code complete}, {@code stopped}, {@code failed}, {@code interrupted}
 * if     its writer is gone, {@code unreadable}
 * @param reason a sentence if it is unreadable
 * @param json {@code run.json} as it is, but for white space; null if it is unreadable
 * @param begun when it began, as it is written there
 * @param step the last step
 * @param sizes bytes of whole lines of each file of lines
 * @param files the files of tensors, sorted
 */
public record RunView(String id, String state, @Nullable String reason, @Nullable String json, String begun, long step,
        Map<String, Long> sizes, List<String> files) {
    /** Keeps copies. */
    public RunView {
        sizes = Map.copyOf(sizes);
        files = List.copyOf(files);
    }
}
