package io.edgelens.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Who asks, and what this user belongs to.
 *
 * @param status what the kernel says of this process, as {@code /proc/self/status}
 * @param groups the groups there are, as {@code /etc/group}
 * @param command how EdgeLens is started here
 */
record User(String name, Path status, Path groups, String command) implements Check.Look {

    static User ofThisProcess(String command) {
        return new User(
                System.getProperty("user.name", "?"), Path.of("/proc/self/status"), Path.of("/etc/group"), command);
    }

    @Override
    public Finding look() throws IOException {
        var names = memberships();
        var text = name + (names.isEmpty() ? "" : ", in the groups " + String.join(", ", names));
        return name.equals("root")
                ? Finding.hint(
                        text + "; a component runs as another user, who may do less",
                        "sudo -u ggc_user " + command + " doctor")
                : Finding.good(text);
    }

    /** The groups this process has; one that its user was added to since it began is not among them. */
    private List<String> memberships() throws IOException {
        var ids = lines(status)
                .filter(line -> line.startsWith("Groups:") || line.startsWith("Gid:"))
                .flatMap(line ->
                        Stream.of(line.substring(line.indexOf(':') + 1).strip().split("\\s+")))
                .filter(id -> !id.isEmpty())
                .distinct()
                .toList();
        return lines(groups)
                .map(line -> line.split(":"))
                .filter(fields -> fields.length > 2 && ids.contains(fields[2]))
                .map(fields -> fields[0])
                .toList();
    }

    /** Whether the group has this user as a member, for processes that begin from now on. */
    boolean willBeIn(String group) throws IOException {
        return lines(groups)
                .map(line -> line.split(":"))
                .anyMatch(fields -> fields.length > 3
                        && fields[0].equals(group)
                        && List.of(fields[3].split(",")).contains(name));
    }

    private static Stream<String> lines(Path file) throws IOException {
        return Files.exists(file) ? Files.readAllLines(file).stream() : Stream.empty();
    }
}
