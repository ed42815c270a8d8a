package dev.lanewise.data.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.ChildJvm;
import dev.lanewise.data.Batch;
import dev.lanewise.io.FormatException;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a folder's files become, in which order. */
class ImageFolderTest {
    @TempDir
    Path root;

    private List<String> files(ImageFolder folder) {
        return IntStream.range(0, folder.size())
                .mapToObj(i -> root.relativize(folder.file(i)).toString().replace('\\', '/'))
                .toList();
    }

    @Test
    void classesAndPicturesComeInTheOrderOfTheirNames() throws Exception {
        for (String name : List.of("tulip/2.png", "tulip/10.PNG", "Ähre mit Korn/ü 1.png", "Zinnia/b/x.png",
                "Zinnia/a.png", "Zinnia/b.png", ".git/1.png", "tulip/.hidden.png", "tulip/.cache/1.png", "loose.png")) {
            Drawn.png(root.resolve(name), 2, 2, 1);
        }
        Drawn.write(root.resolve("tulip/notes.txt"), new byte[1]);
        ImageFolder folder = ImageFolder.of(root);
        assertThat(folder.classes()).containsExactly("Zinnia", "tulip", "Ähre mit Korn");
        assertThat(files(folder)).containsExactly("Zinnia/a.png", "Zinnia/b.png", "Zinnia/b/x.png", "tulip/10.PNG",
                "tulip/2.png", "Ähre mit Korn/ü 1.png");
        assertThat(folder.labels().toArray()).containsExactly(0, 0, 0, 1, 1, 2);
        assertThat(folder.label(5)).isEqualTo(2);
        assertThat(folder).hasToString("ImageFolder(6 pictures of 3 classes in " + root + ")");
        Batch<Tensor, IntTensor> batch = folder.batch(5, 0);
        assertThat(batch.inputs().shape()).hasToString("[2, 3, 2, 2]");
        assertThat(batch.targets().toArray()).containsExactly(2, 0);
        assertThat(folder.grey().batch().inputs().shape()).hasToString("[0, 1, 2, 2]");
        assertThatThrownBy(() -> folder.batch(6)).isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("ImageFolder: sample 6 is not one of 6");
    }

    @Test
    void linksAreFollowed(@TempDir Path elsewhere) throws Exception {
        Path picture = Drawn.png(elsewhere.resolve("real/1.png"), 2, 2, 1);
        Files.createSymbolicLink(root.resolve("a"), elsewhere.resolve("real"));
        Files.createSymbolicLink(Files.createDirectory(root.resolve("b")).resolve("link.png"), picture);
        ImageFolder folder = ImageFolder.of(root);
        assertThat(files(folder)).containsExactly("a/1.png", "b/link.png");
        assertThat(folder.image(1).values()).containsExactly(folder.image(0).values());
        Files.createSymbolicLink(root.resolve("b/loop"), root.resolve("b"));
        assertThatThrownBy(() -> ImageFolder.of(root)).isInstanceOf(UncheckedIOException.class)
                .hasMessage("ImageFolder: cannot list " + root.resolve("b")
                        + ": a link in it leads back to a folder that it is in");
    }

    @Test
    void hiddenFoldersAreNotLookedInto() throws Exception {
        Drawn.png(root.resolve("a/1.png"), 2, 2, 1);
        Drawn.png(root.resolve("a/.thumbs/1.png"), 2, 2, 1);
        Files.createSymbolicLink(root.resolve("a/.thumbs/back"), root.resolve("a"));
        Files.createSymbolicLink(root.resolve("a/.back"), root.resolve("a"));
        assertThat(files(ImageFolder.of(root))).containsExactly("a/1.png");
    }

    @Test
    void picturesOfOtherFormatsAreNotPassedOver() throws Exception {
        for (String ending : List.of("webp", "tif", "TIFF", "ppm", "pgm", "jfif", "jpe")) {
            Drawn.write(root.resolve("a/1." + ending), "RIFF".getBytes(StandardCharsets.US_ASCII));
        }
        Drawn.png(root.resolve("a/2.jfif"), 2, 2, 1); // the content decides
        ImageFolder folder = ImageFolder.of(root);
        assertThat(folder.size()).isEqualTo(8);
        ImageFolder whole = folder.skipBroken();
        assertThat(files(whole)).containsExactly("a/2.jfif");
        assertThat(whole.broken()).hasSize(7);
    }

    @Test
    void whateverATransformThrowsIsSaidWithTheFile() throws Exception {
        Path file = Drawn.png(root.resolve("a/1.png"), 2, 2, 1);
        IllegalStateException cause = new IllegalStateException("no luck");
        Transform failing = new Transform() {
            @Override
            public Image apply(Image image, RandomSource random) {
                throw cause;
            }

            @Override
            public String toString() {
                return "Failing";
            }
        };
        assertThatIllegalArgumentException().isThrownBy(() -> ImageFolder.of(root).transformed(1, failing).batch(0))
                .withMessage(file + ": Failing failed: java.lang.IllegalStateException: no luck").withCause(cause);
    }

    @Test
    void anInterruptBreaksNoFile() throws Exception {
        Path file = Drawn.png(root.resolve("a/1.png"), 2, 2, 1);
        ImageFolder folder = ImageFolder.of(root);
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(folder::skipBroken).isExactlyInstanceOf(UncheckedIOException.class)
                    .hasMessage("cannot read " + file + ": the thread was interrupted");
        } finally {
            Thread.interrupted();
        }
        Files.delete(file);
        Files.createDirectory(file);
        assertThatThrownBy(() -> folder.image(0)).isInstanceOf(FormatException.class)
                .hasMessage(file + ": not a regular file");
    }

    @Test
    void aFolderWithoutClassesOrPicturesIsRefused() throws Exception {
        assertThatIllegalArgumentException().isThrownBy(() -> ImageFolder.of(root))
                .withMessage("ImageFolder: " + root + " has no sub-folders, which would be the classes");
        Drawn.png(root.resolve("a/1.png"), 2, 2, 1);
        Files.createDirectory(root.resolve("b"));
        assertThatIllegalArgumentException().isThrownBy(() -> ImageFolder.of(root)).withMessage(
                "ImageFolder: %s has classes without pictures (.png, .jpg, .jpeg, .jpe, .jfif, .gif, .bmp, .webp, "
                        + ".tif, .tiff, .ppm, .pgm): \"b\"; of(root, classes) "
                        + "takes a folder that lacks pictures of some",
                root);
        Path none = root.resolve("none");
        assertThatThrownBy(() -> ImageFolder.of(none)).isInstanceOf(UncheckedIOException.class)
                .hasMessage("ImageFolder: cannot list " + none + ": no such file or folder");
        Path file = root.resolve("a/1.png");
        assertThatThrownBy(() -> ImageFolder.of(file)).isInstanceOf(UncheckedIOException.class)
                .hasMessage("ImageFolder: cannot list " + file + ": not a folder");
    }

    @Test
    void classesThatAreListedKeepTheirLabels() throws Exception {
        Drawn.png(root.resolve("daisy/1.png"), 2, 2, 1);
        Drawn.png(root.resolve("tulip/1.png"), 2, 2, 1);
        Files.createDirectory(root.resolve("rose"));
        List<String> classes = List.of("tulip", "lily", "rose", "daisy");
        ImageFolder folder = ImageFolder.of(root, classes);
        assertThat(folder.classes()).isEqualTo(classes);
        assertThat(files(folder)).containsExactly("tulip/1.png", "daisy/1.png");
        assertThat(folder.labels().toArray()).containsExactly(0, 3);
        assertThatIllegalArgumentException().isThrownBy(() -> ImageFolder.of(root, List.of("daisy", "rose")))
                .withMessage("ImageFolder: %s has sub-folders that are not among the 2 classes: \"tulip\"", root);
        assertThatIllegalArgumentException().isThrownBy(() -> ImageFolder.of(root, List.of("a", "a")))
                .withMessage("ImageFolder: class \"a\" is listed twice");
        Path none = Files.createDirectory(root.resolve("rose/none"));
        assertThatIllegalArgumentException().isThrownBy(() -> ImageFolder.of(none, classes))
                .withMessage("ImageFolder: %s has no sub-folders, which would be the classes", none);
    }

    @Test
    void picturesOfDifferentSizesNeedAResize() throws Exception {
        Drawn.png(root.resolve("a/1.png"), 4, 6, 1);
        Drawn.png(root.resolve("a/2.png"), 5, 6, 2);
        ImageFolder folder = ImageFolder.of(root);
        assertThatIllegalArgumentException().isThrownBy(() -> folder.batch(0, 1)).withMessage(
                "ImageFolder: %s is 3x5x6, but %s of the same batch is 3x4x6; a Resize makes them equal",
                root.resolve("a/2.png"), root.resolve("a/1.png"));
        assertThat(folder.transformed(0, new Resize(4, 4)).batch(0, 1).inputs().shape()).hasToString("[2, 3, 4, 4]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> folder.transformed(0, new CenterCrop(5, 5)).batch(1, 0))
                .withMessage("%s: CenterCrop: 5x5 pixels of a picture that is 3x4x6", root.resolve("a/1.png"));
    }

    @Test
    void withoutTheDesktopModuleOneSentenceSaysWhatIsMissing() throws Exception {
        Drawn.png(root.resolve("a/1.png"), 2, 2, 1);
        List<String> options = List.of("--limit-modules", "java.base", "-Dlanewise.simd=off");
        assertThat(ChildJvm.run(options, FolderMain.class, root.toString())).containsExactly(
                "ImageFolder: pictures are decoded by the module java.desktop, which this Java runtime was started "
                        + "without: add it with java --add-modules java.desktop, or to the image with jlink "
                        + "--add-modules java.desktop",
                "Image(3x4x4)");
        assertThat(ChildJvm.run(List.of("-Dlanewise.simd=off"), FolderMain.class, root.toString()))
                .containsExactly("Image(3x2x2)", "Image(3x4x4)");
    }

    @Test
    void onTheModulePathTheModuleIsAsked() throws Exception {
        Drawn.png(root.resolve("a/1.png"), 2, 2, 1);
        for (boolean present : new boolean[] {false, true}) {
            List<String> printed = ChildJvm.java(List.of("-Dlanewise.simd=off", "--limit-modules",
                    present ? "java.base,java.desktop" : "java.base",
                    "--module-path", ChildJvm.folderOf("/dev/lanewise/kernels/Kernels.class"),
                    "--patch-module", "dev.lanewise=" + ChildJvm.folderOf("/dev/lanewise/ChildJvm.class"),
                    "--module", "dev.lanewise/" + FolderMain.class.getName(), root.toString()));
            assertThat(printed.getFirst()).startsWith(present ? "Image(3x2x2)" : "ImageFolder: pictures are decoded");
        }
    }

    @Test
    void aTextThatIsCalledAPictureIsRefused() throws Exception {
        Path file = Drawn.write(root.resolve("a/1.png"), "hello".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> ImageFolder.of(root).batch(0)).hasMessage(
                file + ": neither PNG, JPEG, GIF nor BMP: it begins with the bytes 68 65 6c 6c 6f");
    }
}
