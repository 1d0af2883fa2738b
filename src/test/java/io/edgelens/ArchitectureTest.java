package io.edgelens;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.Set;
import java.util.Timer;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Stream;

/** Holds the code to its drawing: a package per station, and who may know whom. */
@AnalyzeClasses(packages = "io.edgelens", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    /** Each station's package, and the ones it may import. The root may import all. */
    private static final Map<String, Set<String>> MAY_IMPORT = Map.ofEntries(
            Map.entry("flow", Set.of()),
            Map.entry("config", Set.of()),
            Map.entry("frame", Set.of()),
            Map.entry("source", Set.of("frame", "config", "flow")),
            Map.entry("model", Set.of("frame", "config")),
            Map.entry("overlay", Set.of("frame", "model")),
            Map.entry("sink", Set.of("frame", "config", "flow")),
            Map.entry("format", Set.of("model", "frame")),
            Map.entry("publish", Set.of("model", "format", "greengrass", "config", "flow")),
            Map.entry("greengrass", Set.of("config", "flow")));

    /** A verb of the command line each: they may import what they need, and nobody imports them but the root. */
    private static final Set<String> VERBS = Set.of("classify", "doctor", "train");

    @ArchTest
    static void everyPackageKnowsOnlyItsNeighbours(JavaClasses all) {
        MAY_IMPORT.forEach((station, allowed) -> {
            var forbidden = Stream.concat(MAY_IMPORT.keySet().stream(), VERBS.stream())
                    .filter(other -> !other.equals(station) && !allowed.contains(other))
                    .map(ArchitectureTest::inside)
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage(inside(station))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(forbidden)
                    .orShould()
                    .dependOnClassesThat()
                    .resideInAPackage("io.edgelens")
                    .check(all);
        });
    }

    @ArchTest
    static void everyPackageIsOnTheList(JavaClasses all) {
        var listed = Stream.concat(MAY_IMPORT.keySet().stream(), VERBS.stream())
                .map(ArchitectureTest::inside)
                .toArray(String[]::new);
        classes()
                .that()
                .resideOutsideOfPackage("io.edgelens")
                .should()
                .resideInAnyPackage(listed)
                .check(all);
    }

    @ArchTest
    static void verbsAreKnownToTheRootOnly(JavaClasses all) {
        VERBS.forEach(verb -> noClasses()
                .that()
                .resideOutsideOfPackages("io.edgelens", inside(verb))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(inside(verb))
                .check(all));
    }

    @ArchTest
    static final ArchRule noCycles =
            slices().matching("io.edgelens.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule openCvStaysWherePixelsAre = noClasses()
            .that()
            .resideOutsideOfPackages(
                    inside("frame"), inside("source"), inside("model"), inside("overlay"), inside("train"))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.opencv..");

    @ArchTest
    static final ArchRule djlStaysInModel = noClasses()
            .that()
            .resideOutsideOfPackages(inside("model"), inside("train"))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ai.djl..");

    @ArchTest
    static final ArchRule awsStaysAtItsConnections = noClasses()
            .that()
            .resideOutsideOfPackages(inside("greengrass"), inside("publish"))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("software.amazon.awssdk..");

    @ArchTest
    static final ArchRule threadsAreMadeInFlow = noClasses()
            .that()
            .resideOutsideOfPackage(inside("flow"))
            .should()
            .callConstructorWhere(DescribedPredicate.describe(
                    "a thread is made", call -> call.getTargetOwner().isAssignableTo(Thread.class)))
            .orShould()
            .dependOnClassesThat()
            .belongToAnyOf(Executors.class, Timer.class, ForkJoinPool.class);

    @ArchTest
    static final ArchRule onlyTheCommandLineEndsTheProcess = noClasses()
            .that()
            .doNotHaveFullyQualifiedName(EdgeLens.class.getName())
            .should()
            .callMethod(System.class, "exit", int.class)
            .orShould()
            .callMethod(Runtime.class, "exit", int.class)
            .orShould()
            .callMethod(Runtime.class, "halt", int.class);

    @ArchTest
    static final ArchRule namesSayWhatThingsAre = noClasses()
            .should()
            .haveSimpleNameEndingWith("Manager")
            .orShould()
            .haveSimpleNameEndingWith("Helper")
            .orShould()
            .haveSimpleNameEndingWith("Util")
            .orShould()
            .haveSimpleNameEndingWith("Utils")
            .orShould()
            .haveSimpleNameEndingWith("Impl")
            .orShould()
            .haveSimpleNameEndingWith("Service");

    @ArchTest
    static final ArchRule packagesAreNullMarked = classes()
            .that(new DescribedPredicate<JavaClass>("are package descriptions") {
                @Override
                public boolean test(JavaClass javaClass) {
                    return javaClass.getSimpleName().equals("package-info");
                }
            })
            .should()
            .beAnnotatedWith("org.jspecify.annotations.NullMarked");

    private static String inside(String station) {
        return "io.edgelens." + station + "..";
    }
}
