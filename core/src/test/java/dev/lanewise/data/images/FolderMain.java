package dev.lanewise.data.images;

import dev.lanewise.random.RandomSource;
import java.nio.file.Path;

/** Decodes the first picture of a folder, and resizes one in memory. */
final class FolderMain {
    private FolderMain() {}

    public static void main(String[] args) {
        try {
            System.out.println(ImageFolder.of(Path.of(args[0])).image(0));
        } catch (IllegalStateException e) {
            System.out.println(e.getMessage());
        }
        Image image = new Image(3, 2, 2, new float[12]);
        System.out.println(new Resize(4, 4).apply(image, RandomSource.seed(1)));
    }
}
