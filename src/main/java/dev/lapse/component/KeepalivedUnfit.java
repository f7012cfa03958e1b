package dev.lapse.component;

import dev.lapse.cluster.OwnFile.Unfit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What of a {@code keepalived.conf} can be neither kept nor replaced here. */
final class KeepalivedUnfit {
    private static final Pattern ADDRESS = Pattern.compile("(?<![0-9.])[0-9]{1,3}(\\.[0-9]{1,3}){3}(?![0-9.])");

    /** Of the instance, with what the containers lack. */
    private static final Set<String> TRACKED = Set.of("track_process", "track_file", "track_bfd");

    private static final Set<String> TEXT = Set.of("include", "includer", "includem", "includew", "includeb");

    private final KeepalivedOwnFile own;
    private final List<Unfit> found = new ArrayList<>();

    KeepalivedUnfit(KeepalivedOwnFile own) {
        this.own = own;
    }

    List<Unfit> all() {
        List<KeepalivedBlock> blocks = own.blocks();
        blocks.stream()
                .flatMap(KeepalivedBlock::unclosed)
                .forEach(block -> found.add(new Unfit(
                        own.file().name(),
                        block.opens(),
                        "the { of " + block.name() + " is never closed; expected a }")));
        if (!found.isEmpty()) {
            return found; // what stands in what is not known
        }
        for (KeepalivedBlock block : blocks) {
            String name = block.name();
            if (TEXT.contains(name)) {
                unfit(block, "not supported: " + name + "; write the lines of " + block.word(1) + " here");
            } else if (name.startsWith("virtual_server") || name.startsWith("bfd_")) {
                unfit(block, "not supported: a section " + name + "; take it out");
            }
            everywhere(block);
        }
        List<KeepalivedBlock> carriers = own.carriers();
        if (carriers.isEmpty()) {
            found.add(noAddress(blocks));
        }
        carriers.stream()
                .skip(1)
                .forEach(other -> unfit(
                        other,
                        "not supported: two instances with an address, "
                                + carriers.get(0).word(1) + " and " + other.word(1)
                                + "; clients take one way; take one out"));
        own.instance().ifPresent(this::instance);
        own.instance().ifPresent(instance -> scripts(blocks, instance));
        KeepalivedOwnFile.of(blocks, "vrrp_script").forEach(this::script);
        own.said()
                .forEach((name, block) ->
                        KeepalivedOwnFile.complaint(name, block.value()).ifPresent(why -> unfit(block, why)));
        return found;
    }

    private Unfit noAddress(List<KeepalivedBlock> blocks) {
        String none = "no vrrp_instance has a virtual_ipaddress, so there is no address to follow";
        return own.unknown().stream()
                .filter(name -> name.nearest().equals(Optional.of("virtual_ipaddress")))
                .findFirst()
                .map(slip -> new Unfit(
                        own.file().name(),
                        slip.line(),
                        none + "; did you mean \"virtual_ipaddress\" by \"" + slip.name() + "\"?"))
                .orElseGet(() -> new Unfit(
                        own.file().name(),
                        KeepalivedOwnFile.of(blocks, "vrrp_instance").stream()
                                .findFirst()
                                .map(KeepalivedBlock::line)
                                .orElse(1),
                        none));
    }

    private void unfit(KeepalivedBlock block, String why) {
        found.add(new Unfit(own.file().name(), block.line(), why));
    }

    private void everywhere(KeepalivedBlock block) {
        if (block.name().startsWith("@")
                || block.name().startsWith("$")
                || block.name().startsWith("~")) {
            unfit(block, "not supported: conditional lines and definitions such as " + block.name());
        } else if (block.words().stream().anyMatch(word -> word.value().matches("\\$\\{?[A-Za-z_].*"))) {
            unfit(block, "not supported: definitions; write the value itself");
        }
        block.inside().forEach(this::everywhere);
    }

    private void instance(KeepalivedBlock instance) {
        if (instance.line() == 1) {
            unfit(instance, "expected a line before the vrrp_instance, such as a comment; Lapse adds a script there");
        }
        instance.inside().stream()
                .filter(each -> TRACKED.contains(each.name()))
                .forEach(each -> unfit(each, "not supported: " + each.name() + "; a vrrp_script can ask the same"));
        instance.each("unicast_peer").forEach(peers -> {
            if (peers.inside().size() != own.others().size()) {
                unfit(
                        peers,
                        "expected an address for each other host with keepalived, which are "
                                + own.others().size() + ", was "
                                + peers.inside().size());
            }
        });
    }

    /** keepalived reads a file once, and goes on without a script that it does not know yet. */
    private void scripts(List<KeepalivedBlock> blocks, KeepalivedBlock instance) {
        List<KeepalivedBlock> scripts = KeepalivedOwnFile.of(blocks, "vrrp_script");
        List<String> known = scripts.stream()
                .filter(script -> blocks.indexOf(script) < blocks.indexOf(instance))
                .map(script -> script.word(1))
                .toList();
        instance.each("track_script").stream()
                .filter(tracking -> tracking.ends().isEmpty())
                .forEach(tracking -> unfit(tracking, "expected { behind track_script, and names of scripts in it"));
        instance.each("track_script").stream()
                .flatMap(tracking -> tracking.inside().stream())
                .filter(each -> !known.contains(each.name()))
                .forEach(each -> unfit(
                        each,
                        scripts.stream()
                                .filter(script -> script.word(1).equals(each.name()))
                                .findFirst()
                                .map(script -> "keepalived does not track " + each.name()
                                        + ", since its vrrp_script is behind, at line " + script.line()
                                        + "; put it before the vrrp_instance")
                                .orElse("no vrrp_script " + each.name() + ", so keepalived does not track it")));
    }

    private void script(KeepalivedBlock script) {
        script.last("script")
                .filter(each -> new KeepalivedScript(each.value()).isRunnable())
                .ifPresent(each -> {
                    Matcher address = ADDRESS.matcher(each.value());
                    while (address.find()) {
                        if (!address.group().startsWith("127.")
                                && own.hostOf(address.group()).isEmpty()) {
                            unfit(
                                    each,
                                    "script " + script.word(1) + " asks " + address.group()
                                            + ", which is none of the hosts of the topology; write names: {"
                                            + address.group() + ": " + own.first() + "}");
                        }
                    }
                });
    }
}
