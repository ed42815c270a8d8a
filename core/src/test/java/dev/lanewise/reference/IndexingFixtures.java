package dev.lanewise.reference;

import dev.lanewise.tensor.Indexing;
import dev.lanewise.tensor.Scans;
import dev.lanewise.tensor.Sorting;
import dev.lanewise.tensor.Value;
import java.util.List;

/** Elements by index and by order, and running results. */
final class IndexingFixtures extends Fixtures {
    IndexingFixtures() {
        on("gather", in -> Indexing.gather(in.tensor(0), 0, in.ints(1)));
        on("gather of a part", in -> Indexing.gather(in.tensor(0), 1, in.ints(1)));
        on("scatter", in -> Indexing.scatter(in.tensor(0), 1, in.ints(1), in.tensor(2)));
        on("scatterAdd", in -> Indexing.scatterAdd(in.tensor(0), 0, in.ints(1), in.tensor(2)));
        on("take along an axis", in -> Indexing.take(in.tensor(0), 1, in.ints(1)));
        on("maskedFill", in -> Indexing.maskedFill(in.tensor(0), in.bools(1), -1.5));
        on("maskedSelect", in -> Indexing.maskedSelect(in.tensor(0), in.bools(1)));
        on("nonzero", in -> Indexing.nonzero(in.bools(0)));
        for (boolean descending : new boolean[] {false, true}) {
            String how = descending ? " descending" : "";
            onAll("sort" + how, in -> both(Sorting.sort(in.tensor(0), 1, descending)));
            on("argsort" + how, in -> Sorting.argsort(in.tensor(0), 0, descending));
            onAll("sort of NaN" + how, in -> both(Sorting.sort(in.tensor(0), 0, descending)));
        }
        onAll("topk", in -> both(Sorting.topk(in.tensor(0), 3, 1)));
        onAll("topk of the smallest", in -> both(Sorting.topk(in.tensor(0), 2, 0, false)));
        onAll("median", in -> both(Sorting.median(in.tensor(0), 1)));
        on("quantile", in -> Sorting.quantile(in.tensor(0), 0.35, 1));
        on("searchsorted", in -> Sorting.searchsorted(in.tensor(0), in.tensor(1)));
        on("searchsorted to the right", in -> Sorting.searchsorted(in.tensor(0), in.tensor(1), true));
        onAll("unique", in -> {
            Sorting.Unique found = Sorting.unique(in.tensor(0));
            return List.of(found.values(), found.inverse(), found.counts());
        });
        on("bincount", in -> Sorting.bincount(in.ints(0), 6));
        on("cumsum", in -> Scans.cumsum(in.tensor(0), 1));
        on("cumsum of columns", in -> Scans.cumsum(in.tensor(0), 0));
        on("cumprod", in -> Scans.cumprod(in.tensor(0), 1));
        on("cumprod of zeros", in -> Scans.cumprod(in.tensor(0), 0));
        onAll("cummax", in -> both(Scans.cummax(in.tensor(0), 1)));
        onAll("cummin", in -> both(Scans.cummin(in.tensor(0), 0)));
        on("logcumsumexp", in -> Scans.logcumsumexp(in.tensor(0), 1));
        on("diff", in -> Scans.diff(in.tensor(0), 1));
    }

    private static List<Value> both(Sorting.Placed found) {
        return List.of(found.values(), found.indices());
    }
}
