package dev.lanewise.examples;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.lanewise.tensor.Tensor;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The examples are compiled on the class path, where nothing else keeps them from the library's internal packages. */
class PublicApiTest {
    @Test
    void onlyExportedPackagesOfTheLibraryAreUsed() throws URISyntaxException {
        Path library = Path.of(Tensor.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        String[] exported = ModuleFinder.of(library).find("dev.lanewise").orElseThrow().descriptor().exports().stream()
                .filter(exports -> !exports.isQualified())
                .map(ModuleDescriptor.Exports::source)
                .toArray(String[]::new);
        assertThat(exported).contains("dev.lanewise.tensor").doesNotContain("dev.lanewise.kernels");

        JavaClasses classes = new ClassFileImporter().importPackages("dev.lanewise.examples");
        assertThat(classes).hasSizeGreaterThan(5);
        DescribedPredicate<JavaClass> internal = resideInAPackage("dev.lanewise..")
                .and(DescribedPredicate.not(resideInAPackage("dev.lanewise.examples..")))
                .and(DescribedPredicate.not(resideInAnyPackage("dev.lanewise.board", "dev.lanewise.board.control")))
                .and(DescribedPredicate.not(resideInAPackage("dev.lanewise.zoo.."))) // all of it is for users
                .and(DescribedPredicate.not(resideInAnyPackage(exported)));
        noClasses().should().dependOnClassesThat(internal).check(classes);
    }
}
