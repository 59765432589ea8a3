package io.convstream;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may use whom. */
final class ArchitectureTest {

    private static final String ROOT = "io.convstream";

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    private static final JavaClasses MAIN_AND_TESTS = new ClassFileImporter().importPackages(ROOT);

    @ParameterizedTest(name = "{0} uses nothing of ours but {1}")
    @CsvSource({
        "failure,  ''",
        "image,    ''",
        "network,  failure image",
        "cluster,  failure",
        "ingest,   failure image",
        "prepare,  failure image",
        "train,    failure image network",
        "evaluate, failure image network train",
        "publish,  failure image network ingest prepare train evaluate",
        "report,   failure image network ingest prepare train evaluate publish",
        "doctor,   failure image network cluster ingest",
    })
    void a_room_uses_only_rooms_above_it(String room, String above) {
        List<String> allowed = List.of((room + " " + above).strip().split(" "));
        String[] packages =
                allowed.stream().map(name -> ROOT + "." + name + "..").toArray(String[]::new);

        noClasses()
                .that()
                .resideInAPackage(ROOT + "." + room + "..")
                .should()
                .dependOnClassesThat(resideInAPackage(ROOT + "..").and(not(resideInAnyPackage(packages))))
                .allowEmptyShould(true)
                .check(MAIN);
    }

    @Test
    void the_commands_are_used_by_no_one() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + ".cli..")
                .check(MAIN);
    }

    @Test
    void what_flows_knows_the_jdk_alone() {
        classes()
                .that()
                .resideInAPackage(ROOT + ".image..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "org.jspecify..", ROOT + ".image..")
                .check(MAIN);
    }

    @Test
    void only_the_network_room_sees_dl4j_and_nd4j() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".network..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.deeplearning4j..", "org.nd4j..", "org.bytedeco..")
                .check(MAIN);
    }

    @Test
    void logs_go_through_slf4j_and_nothing_leans_on_jars_inside_flinks() {
        noClasses()
                .that()
                // Flink's own REST endpoint has a shaded type in the signature that it overrides.
                .doNotHaveSimpleName("RestrictedRest")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.util.logging..",
                        "org.apache.commons.logging..",
                        "org.apache.logging.log4j..",
                        "org.apache.flink.shaded..")
                .check(MAIN);
    }

    @Test
    void no_one_sees_junit_4_which_flinks_test_tools_bring() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "junit..",
                        "org.junit",
                        "org.junit.experimental..",
                        "org.junit.rules..",
                        "org.junit.runner..",
                        "org.junit.runners..",
                        "org.hamcrest..")
                .check(MAIN_AND_TESTS);
    }
}
