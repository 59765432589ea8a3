package io.convstream;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.annotation.PublicEvolving;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which package may use which. */
final class ArchitectureTest {

    private static final String ROOT = "io.convstream";

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    private static final JavaClasses MAIN_AND_TESTS = new ClassFileImporter().importPackages(ROOT);

    /** A package and its sub-packages; a sub-package that is listed itself does not count as part of its parent. */
    @ParameterizedTest(name = "{0} uses only {1}")
    @CsvSource({
        "failure,           ''",
        "image,             ''",
        "storage,           failure",
        "exchange,          ''",
        "network,           failure image exchange",
        "cluster,           failure storage",
        "ingest.download,   failure storage",
        "ingest.dataset,    failure image storage ingest.download",
        "ingest.hold,       storage",
        "ingest.kafka,      image storage ingest.dataset ingest.hold",
        "ingest,            image storage ingest.dataset ingest.download ingest.hold ingest.kafka",
        "prepare,           failure image",
        "snapshot,          image network storage",
        "drift,             snapshot",
        "train,             failure image exchange network snapshot drift",
        "evaluate,          failure image network snapshot",
        "change,            snapshot drift train",
        "event,             image snapshot storage ingest.kafka prepare drift train change evaluate",
        "modelstore,        failure image snapshot network storage change evaluate event",
        "console,           snapshot drift train change evaluate event",
        "rollout,           failure image storage ingest.kafka network event modelstore",
        "serve,             failure image storage ingest.kafka prepare network snapshot drift event rollout",
        "labels,            image ingest.kafka prepare network snapshot drift change train event rollout serve",
        "savepoint,         failure storage ingest ingest.kafka network snapshot train",
        "run,               failure image network storage prepare drift train change evaluate event modelstore rollout savepoint",
        "tensorboard,       failure image network storage drift train change evaluate event modelstore rollout run",
        "report,            failure image ingest ingest.dataset network storage prepare snapshot drift train change evaluate event modelstore rollout run",
        "doctor,            failure image exchange network cluster ingest.kafka",
    })
    void aPackageUsesOnlyPackagesBelowIt(String name, String below) {
        List<String> allowed = Stream.of((name + " " + below).strip().split(" "))
                .map(other -> ROOT + "." + other)
                .toList();
        noClasses()
                .that(belongTo(ROOT + "." + name))
                .should()
                .dependOnClassesThat(resideInAPackage(ROOT + "..")
                        .and(describe(
                                "others",
                                type -> allowed.stream()
                                        .noneMatch(other -> belongTo(other).test(type)))))
                .check(MAIN);
    }

    private static DescribedPredicate<JavaClass> belongTo(String name) {
        return describe(
                "belong to " + name,
                type -> type.getPackageName().equals(name)
                        || (type.getPackageName().startsWith(name + ".") && !name.equals(ROOT + ".ingest")));
    }

    @Test
    void packagesHaveNoCycles() {
        SlicesRuleDefinition.slices()
                .assignedFrom(new SliceAssignment() {
                    @Override
                    public SliceIdentifier getIdentifierOf(JavaClass type) {
                        return SliceIdentifier.of(type.getPackageName());
                    }

                    @Override
                    public String getDescription() {
                        return "packages";
                    }
                })
                .should()
                .beFreeOfCycles()
                .check(MAIN);
    }

    @Test
    void thePartsOfTheNetworkAreItsOwn() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".network..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        ROOT + ".network.plan..",
                        ROOT + ".network.operation..",
                        ROOT + ".network.layer..",
                        ROOT + ".network.kernel..",
                        ROOT + ".network.engine..",
                        ROOT + ".network.compiled..",
                        ROOT + ".network.dl4j..",
                        ROOT + ".network.nd4j..")
                .check(MAIN);
    }

    @Test
    void noPackageUsesTheCommands() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + ".cli..")
                .check(MAIN);
    }

    @Test
    void recordsDependOnTheJdkAndAnnotationsOnly() {
        classes()
                .that()
                .resideInAPackage(ROOT + ".image..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "javax.imageio..",
                        "org.jspecify..",
                        "org.apache.flink.annotation..",
                        ROOT + ".image..")
                .check(MAIN);
    }

    @Test
    void onlyTheNetworkRoomSeesDl4jAndNd4j() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".network..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.deeplearning4j..", "org.nd4j..", "org.bytedeco..")
                .check(MAIN);
    }

    @Test
    void apiTypesExposeOnlyApiTypesFlinkAndTheJdk() {
        classes()
                .that()
                .areAnnotatedWith(PublicEvolving.class)
                .should()
                .bePublic()
                .andShould(exposeOnlyApi())
                .check(MAIN);
    }

    private static ArchCondition<JavaClass> exposeOnlyApi() {
        return new ArchCondition<>("expose only API types, Flink and the JDK") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                Stream<JavaMember> members = Stream.of(type.getMembers(), nestedMembers(type))
                        .flatMap(Set::stream)
                        .filter(member -> member.getModifiers().contains(JavaModifier.PUBLIC)
                                || member.getModifiers().contains(JavaModifier.PROTECTED));
                members.forEach(member -> member.getAllInvolvedRawTypes().stream()
                        .filter(exposed -> !isApi(exposed.getBaseComponentType()))
                        .forEach(exposed -> events.add(SimpleConditionEvent.violated(
                                member, member.getFullName() + " exposes " + exposed.getName()))));
            }
        };
    }

    private static Set<JavaMember> nestedMembers(JavaClass type) {
        return MAIN.stream()
                .filter(nested -> nested.getName().startsWith(type.getName() + "$")
                        && nested.getModifiers().contains(JavaModifier.PUBLIC))
                .flatMap(nested -> nested.getMembers().stream())
                .collect(Collectors.toSet());
    }

    private static boolean isApi(JavaClass type) {
        return type.isPrimitive()
                || type.getPackageName().startsWith("java.")
                || type.getPackageName().startsWith("org.apache.flink.")
                || type.isAnnotatedWith(PublicEvolving.class)
                || type.getEnclosingClass().filter(ArchitectureTest::isApi).isPresent();
    }

    @Test
    void theExampleUsesOnlyTheApi() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".example")
                .should()
                .dependOnClassesThat(resideInAPackage(ROOT + "..")
                        .and(not(resideInAPackage(ROOT + ".example")))
                        .and(describe("internal", type -> !isApi(type))))
                .check(MAIN_AND_TESTS);
    }

    @Test
    void logsGoThroughSlf4jAndNothingLeansOnJarsInsideFlinks() {
        noClasses()
                .that()
                // Flink's own REST endpoint has a shaded type in the signature that it overrides.
                .doNotHaveSimpleName("RestrictedRest")
                .and()
                // Sets the level of the logger of a plugin.
                .doNotHaveSimpleName("LauncherFiles")
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
    void nothingUsesJunit4WhichFlinksTestToolsBring() {
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
