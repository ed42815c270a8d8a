// The project is what users copy from the pages: the README's pom.xml and its first program, and the training that
// docs/coming-from-pytorch.md and docs/resuming.md show.
def block = { page, language ->
    def text = new File(basedir, "../../../../$page").getText('UTF-8')
    def found = text =~ /(?s)```$language\n(.*?)```/
    assert found.find(): "$page has no block of $language"
    found.group(1)
}
def program = { name, parameters, body ->
    def packages = ['data', 'io', 'loss', 'metrics', 'nn', 'nn.activations', 'nn.attention', 'nn.conv', 'nn.embedding',
        'nn.norm', 'nn.pad', 'nn.pool', 'nn.recurrent', 'nn.vision', 'optim', 'random', 'state', 'tensor', 'train']
    def imports = packages.collect { "import dev.lanewise.${it}.*;" }
    def source = new File(basedir, "src/main/java/${name}.java")
    source.parentFile.mkdirs()
    source.setText("""\
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
${imports.join('\n')}

public final class $name {
    public static void main($parameters) {
${body}
    }
}
""", 'UTF-8')
}

new File(basedir, 'pom.xml').setText(block('README.md', 'xml'), 'UTF-8')
program('First', 'String... args', block('README.md', 'java'))
program('SideBySide', 'ImageDataset train, ImageDataset test', block('docs/coming-from-pytorch.md', 'java'))
program('Resuming', 'ImageDataset digits', block('docs/resuming.md', 'java'))
return true
