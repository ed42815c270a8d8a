// Reads what the runs printed.
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

def target = { name -> new File(basedir, "target/$name") }
assert target('whole-run.txt').text.contains('done after 35 steps')
assert !target('run-that-dies.txt').text.contains('done')
assert target('resumed-run.txt').text.contains('done after 24 steps'): 'eleven were saved'
assert Arrays.equals(target('whole.safetensors').bytes, target('resumed.safetensors').bytes): 'the bytes of a run that never died'
return true
