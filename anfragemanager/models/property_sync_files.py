import base64

from odoo import Command, models

from .failure import REFUSALS
from .printing import plain_picture
from .property_expose import MOST_PICTURES
from .source_offer import reason_of

# Nobody reads more, and each of them costs disk and time.
MOST_DOCUMENTS = 60


class AnfragemanagerPropertySync(models.AbstractModel):
    """Pictures and documents of the properties a source delivers."""

    _inherit = "anfragemanager.property.sync"

    def _load(self, run, stock, go_on):
        """Bring the pictures and documents that a run left for later, each property a transaction of its own.

        What is done is no longer in ``run.files_pending``, so a stop in the middle costs nothing.

        :param run: one ``anfragemanager.property.run``
        :param stock: its delivery, see :class:`~.source_offer.Stock`
        :param go_on: called after each property; commits and says whether there is time for another
        :raises StockError: the delivery cannot be read (any more)
        """
        stock.survey()
        engine = self._engine(run.source_id)
        for offer in stock.offers():
            if offer.key not in (run.files_pending or []):
                continue
            if not run.source_id.try_lock_for_update():
                return
            engine._load_one(run, offer)
            if not go_on():
                return
        run.files_pending = []

    def _load_one(self, run, offer):
        prop = (
            self.env["anfragemanager.property"]
            .with_context(active_test=False)
            .search([("source_id", "=", run.source_id.id), ("source_key", "=", offer.key)])
        )
        problems = []
        try:
            with self.env.cr.savepoint():
                if prop:
                    self._files(offer, prop, problems, dry_run=False)
        except REFUSALS as error:
            problems = [reason_of(error)]
        if problems:
            run._add_detail(prop, offer.reference, "\n".join(problems))
        run.files_pending = [key for key in run.files_pending if key != offer.key]
        self.env.flush_all()
        # Pictures must not pile up in memory.
        self.env.invalidate_all()

    def _files(self, offer, prop, problems, dry_run):
        """Bring pictures and documents in line by their digests; return what was changed, as sentences."""
        locked = set(prop.lock_ids.mapped("field_name"))
        touched = []
        if offer.images is not None and "image_ids" not in locked and self._images(offer, prop, problems, dry_run):
            touched.append(self.env._("Pictures changed"))
        documents = offer.documents is not None and "document_ids" not in locked
        if documents and self._documents(offer, prop, problems, dry_run):
            touched.append(self.env._("Documents changed"))
        return touched

    def _images(self, offer, prop, problems, dry_run):
        """The first picture is the property's, the others follow; those a person added stay at the end."""
        wanted = self._most(offer.images, MOST_PICTURES)
        stated = [[file.digest, file.name] for file in wanted]
        if stated == (prop.source_images or []):
            return False
        if dry_run:
            return True
        held = self._held_images(prop)
        failed = set()
        usable = []
        for file in wanted:
            if file.digest in held:
                usable.append((file, None))
                continue
            data, reason = self._picture_of(file)
            if data is None:
                problems.append(reason)
                failed.add(file.digest)
            else:
                usable.append((file, data))
        left_out = len({file.digest for file in offer.images}) - len(wanted)
        if left_out:
            problems.append(self.env._("%(count)s pictures more than %(most)s were left out.",
                                       count=left_out, most=MOST_PICTURES))  # fmt: skip
        self._arrange(prop, usable, held)
        # Web addresses are tried again the next time, what lies in the delivery would fail again.
        lost = {digest for digest in failed if digest.startswith("url:")}
        prop.source_images = [pair for pair in stated if pair[0] not in lost]
        return bool(usable) or bool(held) or not failed

    @staticmethod
    def _most(files, most):
        return list({file.digest: file for file in files}.values())[:most]

    def _picture_of(self, file):
        """Read a picture and make it small at once: all of a property are in memory together."""
        data, reason = file.read()
        if data is None:
            return None, reason
        try:
            return plain_picture(data), None
        except ValueError:
            return None, self.env._("The image “%s” cannot be read.", file.name)

    @staticmethod
    def _held_images(prop):
        """Records that hold a picture of the source, by digest: the property itself or an image."""
        held = {image.source_digest: image for image in prop.image_ids if image.source_digest}
        if prop.source_image_digest:
            held[prop.source_image_digest] = prop
        return held

    def _arrange(self, prop, usable, held):
        first = usable[0][0].digest if usable else False
        # Taken before anything is overwritten: a picture that only changes its place is not read again.
        moved = {
            file.digest: held[file.digest].with_context(bin_size=False).image_1920
            for position, (file, data) in enumerate(usable)
            if data is None and (held[file.digest] == prop) != (position == 0)
        }
        for digest, image in held.items():
            if image != prop and (digest in moved or all(digest != file.digest for file, _data in usable)):
                image.unlink()
        if first != (prop.source_image_digest or False):
            file, data = usable[0] if usable else (None, None)
            content = (base64.b64encode(data) if data else moved[file.digest]) if file else False
            prop.write({"image_1920": content, "source_image_digest": first})
        for position, (file, data) in enumerate(usable[1:], 1):
            values = {"sequence": 10 * position, "name": file.name}
            if data is None and file.digest not in moved:
                image = held[file.digest]
                if (image.sequence, image.name) != (values["sequence"], values["name"]):
                    image.write(values)
                continue
            values["image_1920"] = base64.b64encode(data) if data else moved[file.digest]
            prop.image_ids.create({**values, "property_id": prop.id, "source_digest": file.digest})

    def _documents(self, offer, prop, problems, dry_run):
        known = dict(prop.source_documents or {})
        wanted = {file.digest: file for file in self._most(offer.documents, MOST_DOCUMENTS)}
        if set(known) == set(wanted):
            return False
        if dry_run:
            return True
        gone = [known.pop(digest) for digest in list(known) if digest not in wanted]
        added = []
        for digest, file in wanted.items():
            if digest in known:
                continue
            data, reason = file.read()
            if data is None:
                problems.append(reason)
                # Remembered, so that a file nobody can use does not count as a change each night.
                known[digest] = 0
                continue
            attachment = self.env["ir.attachment"].create(
                {"name": file.name, "raw": data, "res_model": prop._name, "res_id": prop.id}
            )
            known[digest] = attachment.id
            added.append(attachment.id)
        prop.write(
            {
                "source_documents": known,
                "document_ids": [Command.unlink(number) for number in gone if number]
                + [Command.link(n) for n in added],
            }
        )
        self.env["ir.attachment"].browse([number for number in gone if number]).exists().unlink()
        return True
