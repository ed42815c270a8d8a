package dev.lanewise.docs.board;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Pictures of few colours, which take a third of the bytes. */
final class Palette {
    private static final int MOST = 256;

    private Palette() {}

    /** The same picture in the colours that it has most of; others become the nearest of these. */
    static BufferedImage applied(BufferedImage picture) {
        Map<Integer, Integer> counts = new HashMap<>();
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                counts.merge(picture.getRGB(x, y) & 0xffffff, 1, Integer::sum);
            }
        }
        List<Integer> colours = counts.entrySet().stream()
                .sorted((a, b) -> Integer.compare(b.getValue(), a.getValue())).limit(MOST)
                .map(Map.Entry::getKey).toList();
        Map<Integer, Integer> index = new HashMap<>();
        counts.keySet().forEach(colour -> index.put(colour, nearest(colour, colours)));
        BufferedImage few = new BufferedImage(
                picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_BYTE_INDEXED, model(colours));
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                few.getRaster().setSample(x, y, 0, index.getOrDefault(picture.getRGB(x, y) & 0xffffff, 0));
            }
        }
        return few;
    }

    private static int nearest(int colour, List<Integer> colours) {
        int best = 0;
        int least = Integer.MAX_VALUE;
        for (int i = 0; i < colours.size(); i++) {
            int other = colours.get(i);
            int red = (colour >> 16) - (other >> 16);
            int green = (colour >> 8 & 0xff) - (other >> 8 & 0xff);
            int blue = (colour & 0xff) - (other & 0xff);
            int distance = red * red + green * green + blue * blue;
            if (distance < least) {
                least = distance;
                best = i;
            }
        }
        return best;
    }

    private static IndexColorModel model(List<Integer> colours) {
        int[] all = colours.stream().mapToInt(Integer::intValue).toArray();
        return new IndexColorModel(8, all.length, all, 0, false, -1, DataBuffer.TYPE_BYTE);
    }
}
