// Reads what the four runs printed.
def logits = [] as Set
['class-path', 'module-path'].each { path ->
    ['with', 'without'].each { flag ->
        def run = "$path-$flag-flag"
        def text = new File(basedir, "target/${run}.txt").text
        def hints = text.readLines().count { it.contains('--add-modules jdk.incubator.vector') }

        assert text.contains('answers: [False  True  True False]'): run
        assert text.contains("named module: ${path == 'module-path'}"): run
        assert text.contains("incubator module: ${flag == 'with'}"): run
        assert hints == (flag == 'without' ? 1 : 0): "$run: one line names the missing flag"
        logits << text.readLines().find { it.startsWith('logits: ') }
    }
}
assert logits.size() == 1: "the same bits with SIMD and without: $logits"
return true
