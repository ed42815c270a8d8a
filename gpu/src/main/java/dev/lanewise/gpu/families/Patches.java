package dev.lanewise.gpu.families;

import dev.lanewise.gpu.steps.Launch;
import dev.lanewise.gpu.steps.Site;
import dev.lanewise.gpu.steps.Slot;
import dev.lanewise.gpu.steps.Stage;
import dev.lanewise.gpu.steps.Stages;
import dev.lanewise.ops.Patch;
import dev.lanewise.ops.PatchOp;
import dev.lanewise.tensor.Shape;

/** Planes taken apart into patches, and patches added up to planes: an item for each element of the result. */
final class Patches {
    private Patches() {}

    static void addTo(Stages stages) {
        stages.add(PatchOp.Unfold2d.class,
                (op, site) -> stage("patch_unfold", op.patch(), site.in(0).shape(), site));
        stages.add(PatchOp.Fold2d.class, (op, site) -> stage("patch_fold", op.patch(), site.out(0).shape(), site));
    }

    private static Stage stage(String kernel, Patch patch, Shape planes, Site site) {
        Slot out = site.out(0);
        int height = planes.dim(2);
        int width = planes.dim(3);
        return Launch.inFile("patch", kernel, site.items(out.size()),
                arguments -> arguments.slot(site.in(0)).slot(out)
                        .values(height, width, (int) patch.down(height), (int) patch.across(width))
                        .values(patch.height(), patch.width(), patch.strideHeight(), patch.strideWidth())
                        .values(patch.paddingHeight(), patch.paddingWidth())
                        .values(patch.dilationHeight(), patch.dilationWidth())
                        .value(out.size()));
    }
}
