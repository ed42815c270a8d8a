package dev.lanewise.docs.board;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The colours that a picture has most of. */
final class Palette {
    /** Colours that differ less than this in each part are one. */
    private static final int STEP = 6;

    private Palette() {}

    static IndexColorModel of(BufferedImage picture, int colours) {
        Map<Integer, Integer> counts = new HashMap<>();
        Map<Integer, Integer> first = new HashMap<>();
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                int rgb = picture.getRGB(x, y) & 0xffffff;
                int coarse = (rgb >> 16) / STEP << 16 | (rgb >> 8 & 0xff) / STEP << 8 | (rgb & 0xff) / STEP;
                counts.merge(coarse, 1, Integer::sum);
                first.putIfAbsent(coarse, rgb);
            }
        }
        List<Integer> most = counts.entrySet().stream()
                .sorted((a, b) -> Integer.compare(b.getValue(), a.getValue())).limit(colours)
                .map(each -> first.getOrDefault(each.getKey(), 0)).toList();
        byte[] red = new byte[most.size()];
        byte[] green = new byte[most.size()];
        byte[] blue = new byte[most.size()];
        for (int i = 0; i < most.size(); i++) {
            red[i] = (byte) (most.get(i) >> 16);
            green[i] = (byte) (most.get(i) >> 8);
            blue[i] = (byte) (int) most.get(i);
        }
        return new IndexColorModel(8, most.size(), red, green, blue);
    }
}
