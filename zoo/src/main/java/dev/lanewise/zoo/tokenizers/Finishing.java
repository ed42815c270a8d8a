package dev.lanewise.zoo.tokenizers;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The last step of encoding: sets the tokens of a text or of a pair together with those that the model expects. */
interface Finishing {
    /** How many tokens are added to one text, or to two. */
    int added(boolean pair);

    /** Moves the places of a text's own tokens, before others are added: without spaces at their ends, for example. */
    default void settle(Tokens tokens, Tokenizer tokenizer) {}

    /** The whole. */
    Encoding join(Tokens first, @Nullable Tokens second);

    /** Nothing is added. */
    Finishing NOTHING = new Finishing() {
        @Override
        public int added(boolean pair) {
            return 0;
        }

        @Override
        public Encoding join(Tokens first, @Nullable Tokens second) {
            Joined joined = new Joined().add(first, 0);
            return (second == null ? joined : joined.add(second, 1)).done();
        }
    };

    /** Tokens of texts and added ones, one after the other. */
    final class Joined {
        private final Tokens all = new Tokens();
        private int[] types = new int[32];
        private boolean[] special = new boolean[32];

        Joined add(Tokens tokens, int type) {
            for (int i = 0; i < tokens.size; i++) {
                add(tokens.ids[i], tokens.begins[i], tokens.ends[i], type, false);
            }
            return this;
        }

        Joined special(int id, int type) {
            add(id, 0, 0, type, true);
            return this;
        }

        Joined special(List<Integer> ids, int type) {
            ids.forEach(id -> special(id, type));
            return this;
        }

        private void add(int id, int begin, int end, int type, boolean isSpecial) {
            all.add(id, begin, end);
            if (all.size > types.length) {
                types = Arrays.copyOf(types, 2 * types.length);
                special = Arrays.copyOf(special, 2 * special.length);
            }
            types[all.size - 1] = type;
            special[all.size - 1] = isSpecial;
        }

        Encoding done() {
            int size = all.size;
            return new Encoding(Arrays.copyOf(all.ids, size), Arrays.copyOf(types, size),
                    Arrays.copyOf(special, size), Arrays.copyOf(all.begins, size), Arrays.copyOf(all.ends, size));
        }
    }
}
