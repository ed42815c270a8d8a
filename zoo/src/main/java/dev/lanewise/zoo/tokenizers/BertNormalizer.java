package dev.lanewise.zoo.tokenizers;

/** BERT's: without controls, all white space as spaces, Chinese characters apart, without accents, in lower case. */
record BertNormalizer(boolean clean, boolean chinese, boolean accents, boolean lower) implements Normalizing {
    static BertNormalizer read(Part part) {
        part.only("clean_text", "handle_chinese_chars", "strip_accents", "lowercase");
        boolean lower = part.flag("lowercase", true);
        return new BertNormalizer(part.flag("clean_text", true), part.flag("handle_chinese_chars", true),
                part.flag("strip_accents", lower), lower);
    }

    @Override
    public Aligned apply(Aligned text) {
        Aligned result = text;
        boolean ascii = text.isAscii();
        if (clean) {
            result = cleaned(result);
        }
        if (chinese && !ascii) {
            result = apart(result);
        }
        if (accents && !ascii) {
            result = Normalizers.filter(UnicodeForm.NFD.apply(result),
                    c -> Character.getType(c) != Character.NON_SPACING_MARK);
        }
        return lower ? Normalizers.lowercase(result) : result;
    }

    private static Aligned cleaned(Aligned text) {
        Aligned kept = Normalizers.filter(text, c -> c != 0 && c != 0xFFFD && !Characters.isControl(c));
        return Normalizers.map(kept, c -> Characters.isWhitespace(c) ? ' ' : c);
    }

    private static Aligned apart(Aligned text) {
        int i = text.from;
        while (i < text.to && !Characters.isChinese(text.codePointAt(i))) {
            i += Character.charCount(text.codePointAt(i));
        }
        if (i == text.to) {
            return text;
        }
        Rewrite rewrite = new Rewrite(text);
        for (int k = text.from; k < text.to;) {
            int c = text.codePointAt(k);
            k += Character.charCount(c);
            if (Characters.isChinese(c)) {
                rewrite.replace(' ').insert(c).insert(' ');
            } else {
                rewrite.replace(c);
            }
        }
        return rewrite.done();
    }
}
