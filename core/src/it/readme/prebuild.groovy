// The project is what users copy from the README: its pom.xml, its Main.java and its first program. The module docs runs the code of
// all pages; here users' compiler and tests see the jar.
def block = { page, language ->
    def text = new File(basedir, "../../../../$page").getText('UTF-8')
    def found = text =~ /(?s)```$language\n(.*?)```/
    assert found.find(): "$page has no block of $language"
    found.group(1)
}
def program = { name, body ->
    def packages = ['data', 'io', 'loss', 'nn', 'nn.activations', 'optim', 'random', 'tensor', 'train']
    def imports = packages.collect { "import dev.lanewise.${it}.*;" }
    def source = new File(basedir, "src/main/java/${name}.java")
    source.parentFile.mkdirs()
    source.setText("""\
import java.nio.file.Path;
import java.util.Map;
${imports.join('\n')}

public final class $name {
    public static void main(String... args) {
${body}
    }
}
""", 'UTF-8')
}

new File(basedir, 'pom.xml').setText(block('README.md', 'xml'), 'UTF-8')
program('First', block('README.md', 'java'))
def main = new File(basedir, '../../../../README.md').getText('UTF-8') =~ /(?s)```java\n(import .*?)```/
assert main.find(): 'README.md has no Main.java'
new File(basedir, 'src/main/java/Main.java').setText(main.group(1), 'UTF-8')
return true
