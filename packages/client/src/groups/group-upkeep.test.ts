/** What members' devices do for a group unasked, also when it comes to be due while they are at it. */
import { afterEach, test } from "vitest";
import { closeAll, deviceOf, people, waitFor } from "../testing/end-to-end-people.ts";

afterEach(closeAll);

test("devices that are revoked one after the other, each while another one is being taken out, are all out in the end", async () => {
  const { server, alice, bob } = await people();
  const a = await deviceOf(server, alice);
  const phones = [await deviceOf(server, bob), await deviceOf(server, bob), await deviceOf(server, bob)];
  await waitFor(() => server.state.groups.keyPackages.size === 4);
  const room = await a.client.createRoom({ name: "ops", level: "e2ee", members: [bob.id] });
  const stays = await deviceOf(server, bob);
  const devices = () => server.state.groups.groupOf(room.id).roster.map(({ device }) => device);
  await waitFor(() => devices().includes(stays.client.device));
  // Nobody but Alice's device is there to see to it, and no proposal reaches it.
  const gone = phones.map(({ client }) => client.device);
  for (const { client } of [...phones, stays]) await client.close();
  const revokeNext = () => {
    const device = gone.shift();
    if (device === undefined) return;
    server.endDevice(bob.id, device);
    a.identity.changed([bob.id]);
  };
  server.tamperAnswer = async (path, response) => {
    if (!path.endsWith("/commits")) return response;
    // The record that its socket brings has been taken in by then: nothing else comes that would remind the device.
    await new Promise((resolve) => setTimeout(resolve, 300));
    revokeNext();
    return response;
  };
  revokeNext();
  await waitFor(() => devices().length === 2);
});
