// Reads what the four runs printed.
['class-path', 'module-path'].each { path ->
    ['with', 'without'].each { flag ->
        def run = "$path-$flag-flag"
        def text = new File(basedir, "target/${run}.txt").text
        def hints = text.readLines().count { it.contains('--add-modules jdk.incubator.vector') }

        assert text.contains('result: 28'): run
        assert text.contains("named module: ${path == 'module-path'}"): run
        assert text.contains("incubator module: ${flag == 'with'}"): run
        assert hints <= (flag == 'without' ? 1 : 0): "$run: one line names the missing flag"
    }
}
return true
