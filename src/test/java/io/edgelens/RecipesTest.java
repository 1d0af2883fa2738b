package io.edgelens;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** Recipes, gdk-config.json, the build and the folders they speak of say the same. */
class RecipesTest {
    private static final String CAMERA = "io.edgelens.Camera";
    private static final String MODEL = "io.edgelens.CatDogModel";
    private static final String VERSION = version();

    /** How gdk and a bucket's owner want URIs; a local deployment looks for the file's name in artifacts/ only. */
    private static final String URI = "s3://BUCKET_NAME/COMPONENT_NAME/COMPONENT_VERSION/";

    private static final Pattern VARIABLE = Pattern.compile("\\{([.\\w]+:)?[.\\w]+:[^:}]+}");

    @Test
    void aRecipeIsNamedAfterItsComponentAndVersion() {
        assertThat(recipe(CAMERA)).containsEntry("ComponentName", CAMERA).containsEntry("ComponentVersion", VERSION);
        assertThat(path(MODEL).getFileName())
                .hasToString(MODEL + "-" + recipe(MODEL).get("ComponentVersion") + ".yaml");
    }

    @Test
    void gdkFindsTheCamerasRecipeInTheRoot() throws IOException {
        assertThat(Path.of("recipe.yaml").toRealPath()).isEqualTo(path(CAMERA).toRealPath());
    }

    @Test
    void gdkBuildsTheComponentThatTheRecipeDescribes() throws IOException {
        var config = new Gson().fromJson(Files.readString(Path.of("gdk-config.json")), JsonObject.class);
        var components = config.getAsJsonObject("component");
        assertThat(components.keySet()).containsExactly(CAMERA);
        var camera = components.getAsJsonObject(CAMERA);
        assertThat(camera.get("version").getAsString()).isEqualTo(VERSION);
        assertThat(camera.get("author").getAsString()).isEqualTo(recipe(CAMERA).get("ComponentPublisher"));
        var command = camera.getAsJsonObject("build").getAsJsonArray("custom_build_command");
        assertThat(command.get(2).getAsString())
                .contains(path(CAMERA).toString(), "greengrass-build/artifacts/" + CAMERA + "/" + VERSION + "/");
    }

    @Test
    void theCameraRunsWhatTheBuildZips() throws IOException {
        var manifests = manifests(CAMERA);
        assertThat(manifests.stream().map(manifest -> map(manifest, "Platform")))
                .containsExactly(
                        Map.of("os", "linux", "architecture", "amd64"),
                        Map.of("os", "linux", "architecture", "aarch64"));
        for (var manifest : manifests) {
            var assembly = Files.readString(Path.of("src/assembly", manifest.get("Name") + ".xml"));
            assertThat(assembly)
                    .contains("<id>" + manifest.get("Name") + "</id>", "<baseDirectory>edgelens</baseDirectory>");
            var zip = "edgelens-" + manifest.get("Name");
            assertThat(artifacts(manifest))
                    .singleElement()
                    .satisfies(artifact -> assertThat(artifact)
                            .containsEntry("URI", URI + zip + ".zip")
                            .containsEntry("Unarchive", "ZIP"));
            assertThat(map(map(manifest, "Lifecycle"), "run"))
                    .isEqualTo(Map.of(
                            "Script",
                            "exec sh \"{artifacts:decompressedPath}/" + zip + "/edgelens/bin/edgelens\" run"));
        }
        assertThat(Path.of("src/main/dist/bin/edgelens")).isExecutable();
    }

    /** A variable of the configuration in a script would restart the component with each change of it. */
    @Test
    void scriptsUsePathsOnly() {
        for (var manifest : manifests(CAMERA)) {
            var variables =
                    VARIABLE.matcher(map(manifest, "Lifecycle").toString()).results();
            assertThat(variables.map(found -> found.group()))
                    .containsOnly("{" + MODEL + ":artifacts:path}", "{artifacts:decompressedPath}", "{work:path}");
        }
    }

    @Test
    void everyPlatformIsPreparedTheSameWayAndOnlyThatAsRoot() {
        var steps = new HashSet<String>();
        for (var manifest : manifests(CAMERA)) {
            var lifecycle = map(manifest, "Lifecycle");
            assertThat(lifecycle).containsOnlyKeys("Setenv", "install", "run");
            assertThat(map(lifecycle, "install")).containsEntry("RequiresPrivilege", true);
            assertThat(map(lifecycle, "run")).doesNotContainKey("RequiresPrivilege");
            var platform = String.valueOf(manifest.get("Name"));
            steps.add(lifecycle.toString().replace(platform, "PLATFORM"));
        }
        assertThat(steps).hasSize(1);
    }

    @Test
    void theModelIsADependencyThatItsRecipeSatisfies() {
        var needed = map(map(recipe(CAMERA), "ComponentDependencies"), MODEL);
        assertThat(needed).containsEntry("DependencyType", "HARD").containsEntry("VersionRequirement", "^1.0.0");
        assertThat(String.valueOf(recipe(MODEL).get("ComponentVersion"))).startsWith("1.");
    }

    @Test
    void theModelsRecipeListsItsFolder() throws IOException {
        var folder = Path.of("artifacts", MODEL, String.valueOf(recipe(MODEL).get("ComponentVersion")));
        assumeThat(folder).isDirectory();
        try (Stream<Path> files = Files.list(folder)) {
            var manifest = manifests(MODEL).get(0);
            assertThat(artifacts(manifest).stream().map(artifact -> artifact.get("URI")))
                    .containsExactlyInAnyOrderElementsOf(
                            files.map(file -> URI + file.getFileName()).toList());
        }
    }

    @Test
    void theCameraMayPublishResultsAndStatusAndNothingElse() {
        var control = map(map(map(recipe(CAMERA), "ComponentConfiguration"), "DefaultConfiguration"), "accessControl");
        assertThat(control).containsOnlyKeys("aws.greengrass.ipc.mqttproxy");
        var policies = map(control, "aws.greengrass.ipc.mqttproxy");
        assertThat(policies).containsOnlyKeys(CAMERA + ":mqttproxy:1");
        assertThat(map(policies, CAMERA + ":mqttproxy:1"))
                .containsEntry("operations", List.of("aws.greengrass#PublishToIoTCore"))
                .containsEntry("resources", List.of("edgelens/+/infer", "edgelens/+/status"));
    }

    @Test
    void installingEndsWellWhereNothingCanBeInstalled(@TempDir Path tools) throws Exception {
        stub(tools, "apt-get", "exit 100");
        stub(tools, "usermod", "exit 1");
        assertThat(install(tools))
                .contains("EdgeLens: needs Java 17 or newer, which could not be installed")
                .contains("usermod -aG video somebody");
    }

    @Test
    void installingEndsWellOnAnotherDistribution(@TempDir Path tools) throws Exception {
        stub(tools, "usermod", "echo added $*");
        assertThat(install(tools))
                .contains("EdgeLens: needs Java 17 or newer, which could not be installed")
                .contains("added -aG video somebody");
    }

    @Test
    void installingBringsWhatIsThereToBring(@TempDir Path tools) throws Exception {
        stub(tools, "apt-get", "case \"$*\" in *openjdk-17*) exit 100 ;; esac; echo apt-get $*");
        stub(tools, "usermod", "");
        stub(tools, "runuser", "echo runuser $*");
        assertThat(install(tools))
                .containsSubsequence(
                        "apt-get update",
                        "apt-get install",
                        "openjdk-21-jre-headless\n",
                        "runuser -u somebody",
                        "bin/warm-up");
    }

    /** Runs the install script on a machine that has too old a Java and no user in the group video. */
    private static String install(Path tools) throws Exception {
        stub(tools, "getent", "");
        stub(tools, "id", "echo users");
        stub(tools, "stat", "echo somebody");
        stub(tools, "grep", "exec /bin/grep \"$@\"");
        var install = map(map(manifests(CAMERA).get(0), "Lifecycle"), "install");
        var script = String.valueOf(install.get("Script"))
                .replace(
                        "/usr/bin/java /usr/lib/jvm/*/bin/java",
                        tools.resolve("java").toString());
        stub(tools, "java", "echo 'openjdk version \"11.0.2\"' >&2");
        var builder = new ProcessBuilder("/bin/sh", "-c", script).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("PATH", tools.toString());
        var process = builder.start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }

    private static void stub(Path tools, String name, String script) throws IOException {
        var file = Files.writeString(tools.resolve(name), "#!/bin/sh\n" + script + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private static String version() {
        try {
            var pom = Files.readString(Path.of("pom.xml"));
            var found = Pattern.compile("<artifactId>edgelens</artifactId>\\s*<version>(.*)</version>")
                    .matcher(pom);
            assertThat(found.find()).isTrue();
            return found.group(1);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Path path(String component) {
        try (var files = Files.list(Path.of("recipes"))) {
            return files.filter(file -> file.getFileName().toString().startsWith(component + "-"))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Map<String, Object> recipe(String component) {
        try {
            return new Yaml().load(Files.readString(path(component)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> manifests(String component) {
        return (List<Map<String, Object>>) requireNonNull(recipe(component).get("Manifests"));
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> artifacts(Map<String, Object> manifest) {
        return (List<Map<String, Object>>) requireNonNull(manifest.get("Artifacts"));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Map<String, Object> in, String key) {
        return (Map<String, Object>) requireNonNull(in.get(key), key);
    }
}
